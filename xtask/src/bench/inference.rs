//! How long the server computes one forecast, as its own metrics say.

use std::time::Duration;

use anyhow::{Context as _, Result, ensure};

use super::http::Connection;
use super::server::Server;
use super::{Context, Measurement};

const METRIC: &str = "inference_duration_seconds_bucket{model=\"TiDE\",le=\"";
/// Each asks the neural model once.
const FORECASTS: usize = 300;
const PAUSE: Duration = Duration::from_millis(5);

pub fn measure(context: &Context) -> Result<Vec<Measurement>> {
    let (mut server, _) = Server::start(&context.binary())?;
    let mut user = server.user()?;
    let rides = context.workspace.root.join("fixtures/bike_sharing_hourly.csv");
    let drivers = ["temp", "hum", "windspeed", "weather", "workingday", "holiday"];
    let forecast = user.forecast_rides(&rides, &drivers)?;
    let path = format!("{}/forecasts/{forecast}/what-if", user.project);
    user.connection.read(&path)?;
    let before = buckets(&mut Connection::open(server.metrics, None)?)?;
    for _ in 0..FORECASTS {
        user.connection.read(&path)?;
        std::thread::sleep(PAUSE);
    }
    let after = buckets(&mut Connection::open(server.metrics, None)?)?;
    let p95 = 1e3 * quantile(&difference(&before, &after), 0.95)?;
    Ok(vec![Measurement::at_most("server inference, h = 48, one series, p95", p95, "ms", 10.0)])
}

/// Upper bounds in seconds, and how many were not above them.
type Buckets = Vec<(f64, f64)>;

fn buckets(connection: &mut Connection) -> Result<Buckets> {
    let answer = connection.get("/metrics")?;
    ensure!(answer.status == 200, "no metrics");
    parse(&String::from_utf8_lossy(&answer.body))
}

fn parse(metrics: &str) -> Result<Buckets> {
    let lines = metrics.lines().filter_map(|line| line.strip_prefix(METRIC));
    let buckets: Result<Buckets> = lines
        .map(|line| {
            let (bound, count) = line.split_once("\"} ").context("a metric that cannot be read")?;
            let bound = if bound == "+Inf" { f64::INFINITY } else { bound.parse()? };
            Ok((bound, count.parse()?))
        })
        .collect();
    buckets.and_then(|buckets| {
        ensure!(!buckets.is_empty(), "the server has no metric of inference");
        Ok(buckets)
    })
}

fn difference(before: &Buckets, after: &Buckets) -> Buckets {
    after.iter().zip(before).map(|((bound, after), (_, before))| (*bound, after - before)).collect()
}

/// A quantile from a histogram, linear within a bucket, as Prometheus's `histogram_quantile` computes it.
fn quantile(buckets: &Buckets, q: f64) -> Result<f64> {
    let all = buckets.last().map_or(0.0, |(_, count)| *count);
    ensure!(all > 0.0, "nothing was computed");
    let (mut low, mut below) = (0.0, 0.0);
    for (bound, count) in buckets {
        if *count >= q * all {
            ensure!(bound.is_finite(), "more than the largest bucket");
            return Ok(low + (bound - low) * (q * all - below) / (count - below).max(1.0));
        }
        (low, below) = (*bound, *count);
    }
    anyhow::bail!("the histogram does not add up")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantile_lies_in_the_bucket_that_reaches_it() {
        let text = format!(
            "{METRIC}0.001\"}} 0\n{METRIC}0.002\"}} 90\n{METRIC}0.004\"}} 100\n{METRIC}+Inf\"}} 100\n"
        );
        let found = quantile(&parse(&text).unwrap(), 0.95).unwrap();
        assert!((found - 0.003).abs() < 1e-9, "{found}");
        assert!(parse("other 1").is_err());
        assert!(quantile(&vec![(0.001, 0.0), (f64::INFINITY, 9.0)], 0.95).is_err());
    }
}
