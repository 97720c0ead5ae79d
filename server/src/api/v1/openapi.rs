//! The OpenAPI document: what the handlers say about themselves, and what holds for all of them.

use axum::Json;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, KnownFormat, ObjectBuilder, OpenApi, Ref, Required, ResponseBuilder,
    SchemaFormat, Server, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::http::ProblemBody;

/// Operations for which nobody needs to be signed in.
const OPEN: [&str; 3] = ["set_up", "sign_in", "open_link"];

/// `GET /api/v1/openapi.json`
pub(super) async fn get_openapi() -> Json<&'static OpenApi> {
    Json(super::document())
}

/// Adds title, security, path parameters and the error answer.
pub(super) fn complete(mut document: OpenApi) -> OpenApi {
    document.info = InfoBuilder::new().title("Almanac").version("1").build();
    document.servers = Some(vec![Server::new("/api/v1")]);
    let components = document.components.get_or_insert_default();
    let mut schemas = Vec::new();
    ProblemBody::schemas(&mut schemas);
    components.schemas.extend(schemas);
    components.schemas.insert("Problem".into(), ProblemBody::schema());
    let cookie = ApiKey::Cookie(ApiKeyValue::new("almanac"));
    components.security_schemes.insert("session".into(), SecurityScheme::ApiKey(cookie).into());
    for (path, item) in &mut document.paths.paths {
        for operation in operations(item) {
            describe(path, operation);
        }
    }
    document
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete]
        .into_iter()
        .filter_map(Option::as_mut)
}

fn describe(path: &str, operation: &mut Operation) {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    operation.parameters.get_or_insert_default().extend(names.map(|name| path_id(name).into()));
    let problem = ResponseBuilder::new()
        .description("What went wrong")
        .content(
            "application/problem+json",
            ContentBuilder::new().schema(Some(Ref::from_schema_name("Problem"))).build(),
        )
        .build();
    operation.responses.responses.insert("default".into(), problem.into());
    if !OPEN.iter().any(|open| operation.operation_id.as_deref() == Some(open)) {
        let nothing: [&str; 0] = [];
        operation.security = Some(vec![SecurityRequirement::new("session", nothing)]);
    }
}

fn path_id(name: &str) -> Parameter {
    // The secret of a public link is no id.
    let format = (name != "token").then_some(SchemaFormat::KnownFormat(KnownFormat::Uuid));
    let uuid = ObjectBuilder::new().schema_type(Type::String).format(format).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(uuid))
        .build()
}
