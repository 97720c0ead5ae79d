//! Plans as a cluster can run them.

use std::sync::Arc;

use almanac_query::{Parts, Result};
use ballista_core::extension::{SessionConfigExt as _, SessionConfigHelperExt as _};
use ballista_core::serde::BallistaPhysicalExtensionCodec;
use ballista_core::serde::protobuf::KeyValuePair;
use ballista_core::utils::default_session_builder;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion_proto::physical_plan::AsExecutionPlan as _;
use datafusion_proto::protobuf::PhysicalPlanNode;

/// Into how many parts a plan is split at the most. An executor takes as many of them at once as it has cores.
const MOST_PARTS: usize = 16;

/// What cannot be split: each part would take the rows of the other side that found no partner in it for rows that found
/// none at all, or hold a side of the join as often as there are parts.
const WHOLE: [&str; 5] = [
    "CrossJoinExec",
    "NestedLoopJoinExec",
    "PiecewiseMergeJoinExec",
    "RecursiveQueryExec",
    "SymmetricHashJoinExec",
];

/// A plan, ready to be sent.
pub(crate) struct Planned {
    /// The columns of its rows.
    pub schema: SchemaRef,
    /// The physical plan.
    pub message: Vec<u8>,
    /// The settings that it was made with.
    pub settings: Vec<KeyValuePair>,
    /// Plans of equal settings share a session, and with it what executors remember of files.
    pub session: String,
}

impl Planned {
    /// The physical plan of `plan`; none if it cannot be split.
    pub async fn of(plan: &LogicalPlan, parts: Parts) -> Result<Option<Self>> {
        let parts = match parts {
            Parts::One => 1,
            Parts::Many => MOST_PARTS,
        };
        let config = config(parts);
        let settings = config.to_key_value_pairs();
        let context = SessionContext::new_with_state(default_session_builder(config)?);
        let physical = context.state().create_physical_plan(plan).await?;
        if !can_be_split(&physical) {
            return Ok(None);
        }
        let schema = physical.schema();
        let mut message = Vec::new();
        PhysicalPlanNode::try_from_physical_plan(physical, &BallistaPhysicalExtensionCodec::default())?
            .try_encode(&mut message)?;
        let session = format!("almanac-{}-{parts}", env!("CARGO_PKG_VERSION"));
        Ok(Some(Self { schema, message, settings, session }))
    }
}

fn config(parts: usize) -> SessionConfig {
    let mut config =
        SessionConfig::new_with_ballista().with_target_partitions(parts).with_information_schema(false);
    // As on the server.
    config.options_mut().execution.parquet.pushdown_filters = true;
    config
}

fn can_be_split(plan: &Arc<dyn ExecutionPlan>) -> bool {
    !WHOLE.contains(&plan.name()) && plan.children().into_iter().all(can_be_split)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn planned(sql: &str, parts: Parts) -> Option<Planned> {
        let context = SessionContext::new();
        context.sql("create table t (id bigint) as values (1), (2)").await.unwrap().collect().await.unwrap();
        let plan = context.sql(sql).await.unwrap().into_unoptimized_plan();
        Planned::of(&plan, parts).await.unwrap()
    }

    #[tokio::test]
    async fn joins_without_keys_run_on_the_server() {
        for sql in [
            "select * from t a cross join t b",
            "select * from t a left join t b on a.id < b.id",
            "select * from t where id > (select min(id) from t)",
        ] {
            assert!(planned(sql, Parts::Many).await.is_none(), "{sql}");
        }
        assert!(planned("select * from t a join t b on a.id = b.id", Parts::Many).await.is_some());
    }

    #[tokio::test]
    async fn a_plan_is_split_as_far_as_it_may_be() {
        let partitions = |planned: &Planned| {
            let wanted = "datafusion.execution.target_partitions";
            let found = planned.settings.iter().find(|pair| pair.key == wanted);
            found.and_then(|pair| pair.value.clone()).unwrap()
        };
        let (one, many) = (planned("select id from t", Parts::One), planned("select id from t", Parts::Many));
        let (one, many) = (one.await.unwrap(), many.await.unwrap());
        assert_eq!((partitions(&one).as_str(), partitions(&many).as_str()), ("1", "16"));
        assert_ne!(one.session, many.session);
    }
}
