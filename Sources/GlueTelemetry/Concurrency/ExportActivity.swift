/// Tells whether the running task works for the telemetry itself: exports, or says what is wrong with it.
///
/// What is logged meanwhile must not become telemetry, else exporting one record would make another for ever.
enum ExportActivity {
    @TaskLocal static var isUnderWay = false
}
