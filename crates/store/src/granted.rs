//! The predicate of sharing: in which projects a person has a role, and which is the highest. It is here and
//! nowhere else; `$1` is the organization.

use almanac_domain::ProjectRole;

/// The beginning of a statement: `granted(project_id, rank)` of the person `$user`, of the projects that the
/// two further predicates leave (`m` is what was given to people, `t` what was given to teams). It begins with
/// the person, so it costs what they have, not what the organization has.
macro_rules! granted {
    ($user:literal, $people:literal, $teams:literal) => {
        concat!(
            "with granted as (
        select project_id, cast(max(case role when 'owner' then 3 when 'editor' then 2 else 1 end) as bigint) as rank
        from (
            select m.project_id, m.role
            from project_members m
            where m.org_id = $1 and m.user_id = ",
            $user,
            " ",
            $people,
            "
            union all
            select t.project_id, t.role
            from team_members u
            join project_teams t on t.org_id = u.org_id and t.team_id = u.team_id
            where u.org_id = $1 and u.user_id = ",
            $user,
            " ",
            $teams,
            "
        ) roles
        group by project_id
    )
    "
        )
    };
}

/// The role of a rank.
pub(crate) fn role_of(rank: i64) -> ProjectRole {
    match rank {
        3.. => ProjectRole::Owner,
        2 => ProjectRole::Editor,
        _ => ProjectRole::Viewer,
    }
}
