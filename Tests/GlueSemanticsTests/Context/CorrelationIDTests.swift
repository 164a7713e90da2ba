import GlueSemantics
import ServiceContextModule
import Testing
import Tracing

@Suite("Correlation ids")
struct CorrelationIDTests {
    @Test("An id holds within its scope and is as it was afterwards, whether the scope returns or throws")
    func scope() async {
        struct Refusal: Error {}
        #expect(CorrelationID.current == nil)
        await CorrelationID.withValue("outer") {
            #expect(CorrelationID.current == "outer")
            let result = await CorrelationID.withValue("inner") {
                await Task.yield()
                return CorrelationID.current
            }
            #expect(result == "inner")
            #expect(CorrelationID.current == "outer")
            await #expect(throws: Refusal.self) { try await CorrelationID.withValue("failing") { throw Refusal() } }
            #expect(CorrelationID.current == "outer")
        }
        #expect(CorrelationID.current == nil)
    }

    @Test("Tasks of the scope have it; detached ones have not; neighbours have their own")
    func tasks() async {
        await withTaskGroup(of: Void.self) { group in
            for index in 0..<20 {
                group.addTask {
                    await CorrelationID.withValue("id-\(index)") {
                        async let child = CorrelationID.current
                        let detached = await Task.detached { CorrelationID.current }.value
                        #expect(await child == "id-\(index)")
                        #expect(detached == nil)
                        #expect(CorrelationID.current == "id-\(index)")
                    }
                }
            }
        }
    }

    @Test("What else the context holds stays, and the id travels in a context passed by hand")
    func context() async {
        var context = ServiceContext.topLevel
        context.startAttributes = ["a": 1]
        context.correlationID = "by-hand"
        await ServiceContext.withValue(context) {
            #expect(CorrelationID.current == "by-hand")
            await CorrelationID.withValue("other") {
                #expect(ServiceContext.current?.startAttributes?.get("a") == 1)
            }
        }
        context.correlationID = nil
        #expect(context.correlationID == nil)
        #expect(context.startAttributes?.get("a") == 1)
    }
}
