//! What goes wrong on a cluster, as people read it. Details are for the log.

use almanac_query::Error;

const UNREACHABLE: &str = "the cluster that runs queries cannot be reached";
const OTHER_VERSION: &str = "the cluster that runs queries is of another version than the server";
const LOST: &str = "the cluster lost a part of the query: run it again";

/// The scheduler did not answer.
#[expect(clippy::needless_pass_by_value, reason = "an adapter for map_err")]
pub(crate) fn unreachable(status: tonic::Status) -> Error {
    if status.code() == tonic::Code::FailedPrecondition {
        return other_version(status.message());
    }
    tracing::warn!(error = &status as &dyn std::error::Error, "the scheduler of the cluster did not answer");
    Error::Cluster(UNREACHABLE.to_owned())
}

/// The scheduler is of another version.
pub(crate) fn other_version(what: &str) -> Error {
    tracing::warn!(what, "the cluster is of another version");
    Error::Cluster(OTHER_VERSION.to_owned())
}

/// The scheduler or an executor does not know any more what it has to know.
pub(crate) fn lost(what: impl std::fmt::Display) -> Error {
    tracing::warn!(%what, "a query on the cluster was lost");
    Error::Cluster(LOST.to_owned())
}

/// Why a job failed. The scheduler hands on the errors of executors as text only.
pub(crate) fn of_job(text: &str) -> Error {
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if says(&["ResourcesExhausted", "Resources exhausted"]) {
        Error::Memory
    } else if says(&["CastError", "Cast error"]) {
        Error::Overflow
    } else if says(&[
        "ExecutorLost",
        "FetchFailed",
        "FetchPartitionError",
        "executors were lost",
        "GrpcConnectionError",
    ]) {
        lost(text)
    } else {
        Error::Engine(format!("on the cluster: {text}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_overflows_are_the_same_errors_as_on_the_server() {
        let memory = "Job failed: DataFusionError(ResourcesExhausted(\"Additional allocation failed\"))";
        assert!(matches!(of_job(memory), Error::Memory));
        assert!(matches!(
            of_job("Arrow error: Cast error: Can't cast value 1 to type Int64"),
            Error::Overflow
        ));
    }

    #[test]
    fn what_was_lost_can_be_asked_again() {
        let Error::Cluster(words) = of_job("Job failed: FetchFailed(\"a\", 1, 2, \"connection refused\")")
        else {
            panic!("another error")
        };
        assert_eq!(words, LOST);
    }

    #[test]
    fn other_errors_keep_their_text_for_the_log() {
        let error = of_job("Object at location /data/files/ab not found");
        assert!(matches!(&error, Error::Engine(text) if text.contains("not found")), "{error:?}");
    }
}
