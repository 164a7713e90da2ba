import GlueLLM
import Testing

@testable import GlueRedis

@Suite("Addresses of Redis")
struct RedisAddressTests {
    @Test(
        "An address is read",
        arguments: [
            ("redis://127.0.0.1", .tcp(host: "127.0.0.1", port: 6379), nil, nil, 0),
            ("redis://cache.example:7000/3", .tcp(host: "cache.example", port: 7000), nil, nil, 3),
            ("redis://:pass%40word@[::1]:7000", .tcp(host: "::1", port: 7000), nil, "pass@word", 0),
            ("REDIS://user:secret@h/", .tcp(host: "h", port: 6379), "user", "secret", 0),
            ("unix:///run/redis.sock", .unix(path: "/run/redis.sock"), nil, nil, 0),
            ("redis+unix://user:secret@/run/redis.sock?db=4", .unix(path: "/run/redis.sock"), "user", "secret", 4),
        ] as [(String, RedisAddress.Place, String?, String?, Int)]
    )
    func read(url: String, place: RedisAddress.Place, username: String?, password: String?, database: Int) throws {
        let address = try RedisAddress(url)
        #expect(address.place == place)
        #expect(address.username == username)
        #expect(address.password == password)
        #expect(address.database == database)
    }

    @Test(
        "What is no address is refused with the way out, and not quoted",
        arguments: [
            "", "127.0.0.1:6379", "http://:hush@h", "redis://", "redis://:hush@h/one", "redis://:hush@h/-1", "rediss://:hush@h",
            "unix://", "unix:///s?db=x&hush",
        ]
    )
    func refused(url: String) {
        let error = #expect(throws: LLMError.self) { try RedisAddress(url) }
        #expect(error?.kind == .configuration)
        #expect(error?.message.contains("write one such as redis://127.0.0.1:6379") == true)
        #expect(error?.description.contains("hush") == false)
    }

    @Test("The password is shown nowhere")
    func secret() throws {
        let address = try RedisAddress("redis://user:hush@[::1]:7000/2")
        #expect(address.description == "redis://[::1]:7000/2")
        var text = "\(address) \(String(reflecting: address))"
        dump(address, to: &text)
        dump([address], to: &text)
        #expect(!text.contains("hush"))
    }
}
