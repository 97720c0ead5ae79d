//! When the queries of a dashboard are run by themselves.

use almanac_domain::dashboard::{RefreshSchedule, Refreshed};
use almanac_domain::{DashboardId, ProjectId};
use leptos::prelude::*;

use crate::api::dashboard::{ScheduleDashboard, UnscheduleDashboard};
use crate::components::{Note, Post, PostForm, Time};
use crate::erased::Erased;
use crate::format::fill;
use crate::i18n::texts_now;

/// The schedule with the forms that set it and end it.
pub(super) fn schedule(project: ProjectId, id: DashboardId, schedule: Option<&RefreshSchedule>) -> AnyView {
    let t = texts_now();
    let (set, remove) = (Post::to::<ScheduleDashboard>(), Post::to::<UnscheduleDashboard>());
    let hidden = move || {
        view! {
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="id" value=id.to_string()/>
        }
    };
    let stop = schedule.is_some().then(|| {
        view! {
            <PostForm action=remove>
                {hidden()}
                <button type="submit" class="button">{t.quality.stop}</button>
            </PostForm>
        }
    });
    let hours = schedule.map_or(24, |one| one.every_hours);
    view! {
        <section class="part">
            <h2>{t.quality.schedule}</h2>
            {standing(schedule)}
            <p id="every-note" class="hint">{t.board.every_hint}</p>
            <Note failure=set.failure()/>
            <Note failure=remove.failure()/>
            <div class="row">
                <PostForm action=set class="form inline">
                    {hidden()}
                    <div class="field">
                        <label for="every_hours">{t.board.every}</label>
                        <input id="every_hours" name="every_hours" type="number" min="1" max="8760" required=true value=hours.to_string() aria-describedby="every-note"/>
                    </div>
                    <button type="submit" class="button">{t.board.set_schedule}</button>
                </PostForm>
                {stop}
            </div>
        </section>
    }
    .erased()
}

/// When the next run is, for whom, and how the last one went.
fn standing(schedule: Option<&RefreshSchedule>) -> AnyView {
    let t = texts_now();
    let Some(schedule) = schedule else {
        return view! { <p class="muted">{t.board.no_schedule}</p> }.erased();
    };
    let person = schedule.person.as_ref().map_or(t.schema.nobody, |person| &person.name);
    let next = match schedule.next_at {
        Some(at) => view! { <Time at/> }.erased(),
        None => t.board.rests.erased(),
    };
    let last = schedule.last.clone().map(|Refreshed { at, done, failed, problem }| {
        let (done, failed) = (done.to_string(), failed.to_string());
        let found = fill(t.board.refreshed, &[("done", &done), ("failed", &failed)]);
        view! { <p>{t.board.last_run} ": " <Time at/> ", " {found} {problem.map(|why| format!(": {why}"))}</p> }
    });
    view! {
        <p>{t.board.next_run} ": " {next} ", " {fill(t.board.run_for, &[("name", person)])}</p>
        {last}
    }
    .erased()
}
