/// Tells whether the running task exports telemetry.
///
/// What a destination logs while it exports must not become telemetry, else exporting one record would make another for
/// ever.
enum ExportActivity {
    @TaskLocal static var isUnderWay = false
}
