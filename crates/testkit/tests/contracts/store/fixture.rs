//! An organization with a person and a project, without the service.

use almanac_domain::account::{Organization, User};
use almanac_domain::project::Project;
use almanac_domain::{OrgId, OrgRole, ProjectId, ProjectRole, UserId};
use almanac_store::{Scope, Tx, membership, organization, project, user};
use almanac_testkit::TestDb;
use chrono::{DateTime, Utc};

pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_600_000 + seconds, 123_456_000).unwrap()
}

pub struct Tenant {
    pub org: OrgId,
    pub user: UserId,
    pub project: ProjectId,
}

pub fn person(test: &TestDb, email: &str) -> User {
    User {
        id: UserId(test.ids.next(at(0))),
        name: "Ada Ω".to_owned(),
        email: email.to_owned(),
        email_verified_at: None,
        created_at: at(0),
    }
}

pub async fn tenant(test: &TestDb, email: &str) -> Tenant {
    let org = OrgId(test.ids.next(at(0)));
    let person = person(test, email);
    let mut tx = test.db.write(Scope::System).await.unwrap();
    let organization =
        Organization { id: org, name: "Org".to_owned(), plan: "free".to_owned(), created_at: at(0) };
    organization::insert(&mut tx, &organization).await.unwrap();
    user::insert(&mut tx, &person, Some("hash")).await.unwrap();
    membership::insert(&mut tx, org, person.id, OrgRole::Admin, at(0)).await.unwrap();
    tx.save().await.unwrap();
    let id = ProjectId(test.ids.next(at(0)));
    let mut tx = test.db.write(Scope::Org(org)).await.unwrap();
    project::insert(&mut tx, &sample(id)).await.unwrap();
    tx.save().await.unwrap();
    Tenant { org, user: person.id, project: id }
}

pub fn sample(id: ProjectId) -> Project {
    Project {
        id,
        name: "Rides".to_owned(),
        description: "Bikes".to_owned(),
        role: ProjectRole::Owner,
        archived_at: None,
        created_at: at(0),
        updated_at: at(0),
    }
}

pub async fn write(test: &TestDb, tenant: &Tenant) -> Tx {
    test.db.write(Scope::Org(tenant.org)).await.unwrap()
}
