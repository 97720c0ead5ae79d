//! The progress of a job, live by server-sent events.

use almanac_domain::ProjectId;
use almanac_domain::job::{Job, JobState, Progress};
use leptos::prelude::*;

use super::{Loss, Note, Post, PostForm, State};
use crate::api::job::CancelJob;
use crate::erased::Erased;
use crate::format::{count, duration, fill, number};
use crate::i18n::{texts_now, words};

/// The progress of a job from what is known now; `done` is called when it has ended.
#[component]
pub(crate) fn JobProgress(
    project: ProjectId,
    job: Job,
    /// Called in the browser when the job ends.
    done: Callback<()>,
) -> impl IntoView {
    let t = texts_now();
    let id = job.id;
    let ended = job.state.is_final();
    let job = RwSignal::new(job);
    #[cfg(not(feature = "ssr"))]
    if !ended {
        Effect::new(move |_| live::follow(project, id, job, done));
    }
    #[cfg(feature = "ssr")]
    let _ = (ended, done);
    let cancel = Post::to::<CancelJob>();
    let progress = Signal::derive(move || job.read().progress.clone());
    let percent = move || (progress.read().fraction * 100.0).clamp(0.0, 100.0);
    let live = move || !job.read().state.is_final();
    view! {
        <section class="card job" aria-label=t.g.progress>
            <div class="row spread">
                {move || state(job.read().state)}
                <span class="muted">{move || left(&progress.read())}</span>
                <span class="number">{move || format!("{} %", number(percent(), 0, words().1))}</span>
            </div>
            <progress max="100" value=percent aria-label=t.g.progress></progress>
            <p aria-live="polite">{move || describe(&progress.read())}</p>
            <Show when=move || { progress.read().loss.len() >= 2 }>
                <figure>
                    <figcaption class="muted small">{t.model.loss}</figcaption>
                    <Loss values=Signal::derive(move || progress.read().loss.clone()) label=t.model.loss/>
                </figure>
            </Show>
            {move || job.read().error.clone().map(|error| view! { <p class="wrong" role="alert">{error}</p> })}
            <Show when=live>
                <PostForm action=cancel>
                    <input type="hidden" name="project" value=project.to_string()/>
                    <input type="hidden" name="job" value=id.to_string()/>
                    <button type="submit" class="button">{t.g.cancel}</button>
                </PostForm>
            </Show>
            <Note failure=cancel.failure()/>
        </section>
    }
    .erased()
}

fn state(state: JobState) -> AnyView {
    let t = texts_now();
    let (kind, text) = match state {
        JobState::Queued => ("idle", t.g.queued),
        JobState::Running => ("busy", t.g.running),
        JobState::Succeeded => ("good", t.g.done),
        JobState::Failed => ("bad", t.g.failed),
        JobState::Cancelled => ("idle", t.g.cancelled),
    };
    view! { <State kind text/> }.erased()
}

fn left(progress: &Progress) -> String {
    let (t, locale) = words();
    let time = progress.seconds_left.map(|seconds| duration(seconds, locale));
    time.map(|time| fill(t.g.time_left, &[("time", &time)])).unwrap_or_default()
}

/// Phase, model, window, epoch and rows in one line.
fn describe(progress: &Progress) -> String {
    let (t, locale) = words();
    let m = &t.model;
    let phase = match progress.phase.as_str() {
        "" => String::new(),
        "reading" => m.phase_reading.to_owned(),
        "writing" => m.phase_writing.to_owned(),
        "filling" => m.phase_filling.to_owned(),
        "profiling" => m.phase_profiling.to_owned(),
        "searching" => m.phase_searching.to_owned(),
        "backtest" => m.phase_backtest.to_owned(),
        "fit" => m.phase_fit.to_owned(),
        "explaining" => m.phase_explaining.to_owned(),
        "saving" => m.phase_saving.to_owned(),
        other => other.to_owned(),
    };
    let mut parts = vec![phase];
    parts.extend(progress.model.clone());
    let of = |text, now: usize, all: usize| fill(text, &[("n", &now.to_string()), ("of", &all.to_string())]);
    if progress.window > 0 {
        parts.push(of(m.window, progress.window, progress.windows));
    }
    if progress.epoch > 0 {
        parts.push(of(m.epoch, progress.epoch, progress.epochs));
    }
    if progress.rows > 0 {
        parts.push(format!("{} {}", count(progress.rows, locale), t.g.rows));
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

#[cfg(not(feature = "ssr"))]
mod live {
    use almanac_domain::job::Job;
    use almanac_domain::{JobId, ProjectId};
    use leptos::prelude::*;
    use wasm_bindgen::JsCast;
    use wasm_bindgen::closure::Closure;
    use web_sys::{EventSource, MessageEvent};

    /// Listens until the job has ended or the page is left.
    pub fn follow(project: ProjectId, id: JobId, job: RwSignal<Job>, done: Callback<()>) {
        let Ok(source) = EventSource::new(&crate::paths::job_events(project, id)) else { return };
        let closing = source.clone();
        let on_job = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let now = event.data().as_string().and_then(|text| serde_json::from_str::<Job>(&text).ok());
            let Some(now) = now else { return };
            let ended = now.state.is_final();
            job.set(now);
            if ended {
                closing.close();
                done.run(());
            }
        });
        let listened = source.add_event_listener_with_callback("job", on_job.as_ref().unchecked_ref());
        if listened.is_err() {
            source.close();
        }
        let held = StoredValue::new_local((source, on_job));
        on_cleanup(move || held.with_value(|(source, _)| source.close()));
    }
}
