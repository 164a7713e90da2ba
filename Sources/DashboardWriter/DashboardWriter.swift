import Foundation
import GlueDashboards

/// Writes the dashboards and rules into a folder, which `scripts/dashboards` names.
@main
struct DashboardWriter {
    static func main() throws {
        guard CommandLine.arguments.count == 2 else { throw Usage() }
        let folder = URL(fileURLWithPath: CommandLine.arguments[1], isDirectory: true)
        for file in DashboardFiles.all {
            let place = folder.appendingPathComponent(file.path)
            try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: place)
        }
    }
}

private struct Usage: Error, CustomStringConvertible {
    let description = "the one argument is the folder to write into"
}
