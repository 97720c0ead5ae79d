//! When a data set is checked by itself.

use almanac_domain::quality::CheckSchedule;
use almanac_domain::{DatasetId, ProjectId};
use leptos::prelude::*;

use crate::components::{Post, PostForm, Time};
use crate::erased::Erased;
use crate::i18n::texts_now;

/// The schedule with the forms that set it and end it, for those who may.
pub(super) fn schedule(
    project: ProjectId,
    dataset: DatasetId,
    schedule: Option<&CheckSchedule>,
    acts: Option<(Post, Post)>,
) -> AnyView {
    let t = &texts_now().quality;
    let hidden = move || {
        view! {
            <input type="hidden" name="project" value=project.to_string()/>
            <input type="hidden" name="dataset" value=dataset.to_string()/>
        }
    };
    let next = match schedule {
        None => view! { <p class="muted">{t.no_schedule}</p> }.erased(),
        Some(CheckSchedule { next_at: Some(at), .. }) => {
            view! { <p>{t.next_at} ": " <Time at=*at/></p> }.erased()
        }
        Some(_) => view! { <p>{t.next_at} ": " {t.rests}</p> }.erased(),
    };
    let hours = schedule.map_or(24, |one| one.every_hours);
    let forms = acts.map(|(set, remove)| {
        let stop = schedule.is_some().then(|| {
            view! {
                <PostForm action=remove>
                    {hidden()}
                    <button type="submit" class="button">{t.stop}</button>
                </PostForm>
            }
        });
        view! {
            <p id="every-note" class="hint">{t.every_hint}</p>
            <div class="row">
                <PostForm action=set class="form inline">
                    {hidden()}
                    <div class="field">
                        <label for="every_hours">{t.every}</label>
                        <input id="every_hours" name="every_hours" type="number" min="1" max="8760" required=true value=hours.to_string() aria-describedby="every-note"/>
                    </div>
                    <button type="submit" class="button">{texts_now().g.save}</button>
                </PostForm>
                {stop}
            </div>
        }
    });
    view! { <section><h2>{t.schedule}</h2> {next} {forms}</section> }.erased()
}
