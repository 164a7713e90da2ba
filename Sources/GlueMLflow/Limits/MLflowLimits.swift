/// What an MLflow server stores, and no more; lengths are in Unicode scalars, as Python counts.
///
/// Source: MLflow 3.17, `mlflow.utils.validation`.
public enum MLflowLimits {
    public static let key = 250
    /// The server cuts longer ones, and says nothing.
    public static let paramValue = 6000
    /// As ``paramValue``.
    public static let tagValue = 8000
    public static let experimentName = 500
    public static let experimentTagValue = 20_000
    /// Of a registered model, a version of one, a prompt.
    public static let registryTagValue = 100_000
    public static let alias = 255
    public static let traceTagValue = 8000
    public static let datasetName = 500
    public static let datasetDigest = 36
    public static let datasetSource = 65_535
    public static let datasetSchema = 1_048_575
    public static let datasetProfile = 16_777_215
    public static let inputTagKey = 255
    public static let inputTagValue = 500

    /// Of one `log-batch` request.
    public static let batchMetrics = 1000
    public static let batchParams = 100
    public static let batchTags = 100
    public static let batchEntries = 1000
    /// In bytes; MLflow's client keeps to it, some servers insist on it.
    public static let batchBytes = 1_000_000
    /// Of one request that links traces to a run.
    public static let linkedTraces = 100
    /// Of one page.
    public static let runsPage = 50_000
    public static let tracesPage = 500
}
