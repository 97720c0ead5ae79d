//! Folders, tags and favourites of saved queries, and how queries are found.

use almanac_domain::saved::{QueryFilter, QueryOrder, QueryTag, SavedQuery};
use almanac_domain::{OrgRole, PageRequest, UserId};
use almanac_store::{Error, Scope, Tx, membership, query, query_place, user};
use almanac_testkit::{TestDb, for_each_backend};

use super::fixture::{Tenant, at, person, tenant, write};
use super::objects::ALL;
use super::queries::new_query;

/// Saves a query of this name, folder and tags, changed at this second.
async fn saved(
    test: &TestDb,
    tx: &mut Tx,
    here: &Tenant,
    what: (&str, &str, &[&str]),
    second: i64,
) -> SavedQuery {
    let (name, folder, tags) = what;
    let made = SavedQuery {
        name: name.to_owned(),
        folder: folder.to_owned(),
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        cache_seconds: 60,
        updated_at: at(second),
        ..new_query(test)
    };
    query::insert(tx, here.project, &made, &[]).await.unwrap();
    made
}

async fn names(tx: &mut Tx, here: &Tenant, filter: QueryFilter) -> Vec<String> {
    let found = query_place::list(tx, here.project, here.user, &filter, ALL).await.unwrap();
    found.items.into_iter().map(|one| one.name).collect()
}

fn search(text: &str) -> QueryFilter {
    QueryFilter { search: text.to_owned(), ..QueryFilter::default() }
}

fn folder(path: &str, below: bool) -> QueryFilter {
    QueryFilter { folder: Some(path.to_owned()), below, order: QueryOrder::Name, ..QueryFilter::default() }
}

for_each_backend! {
    async fn queries_are_listed_in_parts_in_each_order(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        // Names and times that are the same are told apart by the ids.
        let all = [("b", 3), ("Ä", 1), ("a", 2), ("b", 3), ("B", 3), ("c", 0)];
        for (name, second) in all {
            saved(&test, &mut tx, &here, (name, "", &[]), second).await;
        }
        for (order, wanted) in [(QueryOrder::Changed, "BbbaÄc"), (QueryOrder::Name, "abbBcÄ")] {
            let filter = QueryFilter { order, ..QueryFilter::default() };
            let (mut found, mut page) = (String::new(), PageRequest { limit: 2, after: None });
            loop {
                let part = query_place::list(&mut tx, here.project, here.user, &filter, page).await.unwrap();
                found.extend(part.items.iter().map(|one| one.name.as_str()));
                match part.next {
                    Some(next) => page.after = Some(next),
                    None => break,
                }
            }
            // Where languages put other letters than English ones is the database's.
            let plain = |text: &str| text.replace('Ä', "");
            assert_eq!((plain(&found), found.contains('Ä')), (plain(wanted), true), "{order:?}: {found}");
        }
    }

    async fn queries_are_found_by_name_folder_and_tag_in_any_case(test: TestDb) {
        let here = tenant(&test, "a@b.co").await;
        let mut tx = write(&test, &here).await;
        saved(&test, &mut tx, &here, ("ÜBERSICHT 50%", "", &[]), 1).await;
        saved(&test, &mut tx, &here, ("Sales_1", "Finance/Größen", &["weekly"]), 2).await;
        saved(&test, &mut tx, &here, ("SalesX1", "", &["week", "a_b"]), 3).await;
        assert_eq!(names(&mut tx, &here, search("")).await.len(), 3);
        assert_eq!(names(&mut tx, &here, search("übersicht")).await, ["ÜBERSICHT 50%"]);
        assert_eq!(names(&mut tx, &here, search("0%")).await, ["ÜBERSICHT 50%"]);
        assert_eq!(names(&mut tx, &here, search("sales_1")).await, ["Sales_1"]);
        assert_eq!(names(&mut tx, &here, search("größen")).await, ["Sales_1"]);
        assert_eq!(names(&mut tx, &here, search("week")).await, ["SalesX1", "Sales_1"]);
        assert_eq!(names(&mut tx, &here, search("\\")).await, [""; 0]);
        let tagged = |tag: &str| QueryFilter { tag: Some(tag.to_owned()), ..QueryFilter::default() };
        assert_eq!(names(&mut tx, &here, tagged("week")).await, ["SalesX1"]);
        assert_eq!(names(&mut tx, &here, tagged("axb")).await, [""; 0]);
        let tag = |name: &str| QueryTag { name: name.to_owned(), queries: 1 };
        assert_eq!(query_place::tags(&mut tx, here.project).await.unwrap(), ["a_b", "week", "weekly"].map(tag));
    }

    async fn folders_hold_what_is_in_them_and_move_as_one(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        for (name, path) in [("1", ""), ("2", "A_"), ("3", "A_/B"), ("4", "Ax/B"), ("5", "a_/B"), ("6", "A_B")] {
            saved(&test, &mut tx, &here, (name, path, &[]), 1).await;
        }
        assert_eq!(names(&mut tx, &here, folder("", false)).await, ["1"]);
        assert_eq!(names(&mut tx, &here, folder("", true)).await.len(), 6);
        assert_eq!(names(&mut tx, &here, folder("A_", false)).await, ["2"]);
        assert_eq!(names(&mut tx, &here, folder("A_", true)).await, ["2", "3"]);
        assert_eq!(query_place::move_folder(&mut tx, here.project, "A_", "Über").await.unwrap(), 1);
        assert_eq!(names(&mut tx, &here, search("über")).await, ["2"]);
        assert_eq!(names(&mut tx, &here, folder("A_", true)).await, ["3"]);
        assert_eq!(query_place::folders(&mut tx, here.project).await.unwrap().len(), 6);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert_eq!(query_place::folders(&mut tx, here.project).await.unwrap(), []);
        assert_eq!(query_place::tags(&mut tx, here.project).await.unwrap(), []);
        assert_eq!(query_place::move_folder(&mut tx, here.project, "Über", "B").await.unwrap(), 0);
        assert_eq!(names(&mut tx, &here, search("")).await, [""; 0]);
    }

    async fn a_place_is_kept_when_the_query_changes(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let mut tx = write(&test, &here).await;
        let mut one = saved(&test, &mut tx, &here, ("1", "A", &["x"]), 1).await;
        assert_eq!(query::get(&mut tx, here.project, one.id).await.unwrap(), one);
        (one.folder, one.tags, one.cache_seconds) = ("B/C".to_owned(), vec!["y".to_owned(), "z".to_owned()], 0);
        query_place::put(&mut tx, here.project, &one).await.unwrap();
        one.name = "Ω".to_owned();
        query::update(&mut tx, here.project, &one, &[]).await.unwrap();
        assert_eq!(query::get(&mut tx, here.project, one.id).await.unwrap(), one);
        assert_eq!(names(&mut tx, &here, search("ω")).await, ["Ω"]);
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        let foreign = query_place::put(&mut tx, here.project, &one).await;
        assert!(matches!(foreign, Err(Error::NotFound("query"))));
    }

    async fn favourites_are_of_one_person(test: TestDb) {
        let (here, there) = (tenant(&test, "a@b.co").await, tenant(&test, "b@b.co").await);
        let other = person(&test, "c@b.co");
        let mut tx = test.db.write(Scope::System).await.unwrap();
        user::insert(&mut tx, &other, Some("hash")).await.unwrap();
        membership::insert(&mut tx, here.org, other.id, OrgRole::Viewer, at(0)).await.unwrap();
        tx.save().await.unwrap();
        let mut tx = write(&test, &here).await;
        let one = saved(&test, &mut tx, &here, ("1", "", &[]), 1).await;
        saved(&test, &mut tx, &here, ("2", "", &[]), 2).await;
        for on in [true, true, false, true] {
            query_place::set_favorite(&mut tx, here.project, one.id, here.user, on).await.unwrap();
        }
        let marked = QueryFilter { favorites: true, ..QueryFilter::default() };
        let of = async |tx: &mut Tx, person: UserId| {
            query_place::list(tx, here.project, person, &marked, ALL).await.unwrap().items
        };
        let [found] = &of(&mut tx, here.user).await[..] else { panic!("one is marked") };
        assert!(found.id == one.id && found.favorite);
        assert_eq!(of(&mut tx, other.id).await, []);
        let everything = query_place::list(&mut tx, here.project, other.id, &QueryFilter::default(), ALL).await.unwrap();
        assert!(everything.items.len() == 2 && everything.items.iter().all(|one| !one.favorite));
        query_place::set_favorite(&mut tx, here.project, one.id, other.id, true).await.unwrap();
        assert!(query_place::is_favorite(&mut tx, here.project, one.id, other.id).await.unwrap());
        tx.save().await.unwrap();
        let mut tx = write(&test, &there).await;
        assert!(!query_place::is_favorite(&mut tx, here.project, one.id, here.user).await.unwrap());
        drop(tx);
        // Who leaves takes theirs along; with the query all go.
        let mut tx = write(&test, &here).await;
        membership::remove(&mut tx, other.id).await.unwrap();
        assert!(!query_place::is_favorite(&mut tx, here.project, one.id, other.id).await.unwrap());
        query::delete(&mut tx, here.project, one.id).await.unwrap();
        assert!(!query_place::is_favorite(&mut tx, here.project, one.id, here.user).await.unwrap());
    }
}
