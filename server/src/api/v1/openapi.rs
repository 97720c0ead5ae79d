//! The OpenAPI document: what the handlers say about themselves, and what holds for all of them.

use almanac_domain::audit::AuditFormat;
use axum::Json;
use utoipa::openapi::path::{Operation, Parameter, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    ContentBuilder, InfoBuilder, KnownFormat, ObjectBuilder, OpenApi, Ref, Required, ResponseBuilder,
    SchemaFormat, Server, Type,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use super::needs::Needs;
use crate::http::ProblemBody;

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
    // Named by a parameter only.
    components.schemas.insert("AuditFormat".into(), AuditFormat::schema());
    let cookie = ApiKey::Cookie(ApiKeyValue::new("almanac"));
    components.security_schemes.insert("session".into(), SecurityScheme::ApiKey(cookie).into());
    let key = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("alm_<prefix>_<secret>")
        .description(Some("An API key."))
        .build();
    components.security_schemes.insert("key".into(), SecurityScheme::Http(key).into());
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
    secure(operation);
}

/// Says how one must have come, and with which scopes of a key.
fn secure(operation: &mut Operation) {
    // What nobody has spoken of needs a session; the tests find it.
    let needs = operation.operation_id.as_deref().and_then(Needs::of).unwrap_or(Needs::Session);
    if needs == Needs::Nothing {
        return;
    }
    let nothing: [&str; 0] = [];
    let mut ways = vec![SecurityRequirement::new("session", nothing)];
    let scopes = needs.scopes();
    let names: Vec<String> = scopes.iter().map(|scope| format!("`{}`", scope.name())).collect();
    let sentence = match needs {
        _ if scopes.is_empty() => "API keys may not do this.".to_owned(),
        Needs::AnyKey => "Any API key may do this.".to_owned(),
        _ => format!("Scopes of an API key that may do this: {}.", names.join(", ")),
    };
    if !scopes.is_empty() {
        ways.push(SecurityRequirement::new("key", nothing));
    }
    operation.security = Some(ways);
    operation.description = Some(match operation.description.take() {
        Some(text) => format!("{text}\n\n{sentence}"),
        None => sentence,
    });
}

fn path_id(name: &str) -> Parameter {
    // The secret of a public link is no id, nor is the number of a version.
    let (kind, format) = match name {
        "token" => (Type::String, None),
        "number" => (Type::Integer, Some(SchemaFormat::KnownFormat(KnownFormat::Int64))),
        _ => (Type::String, Some(SchemaFormat::KnownFormat(KnownFormat::Uuid))),
    };
    let schema = ObjectBuilder::new().schema_type(kind).format(format).build();
    ParameterBuilder::new()
        .name(name)
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(schema))
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_every_operation_needs_is_said() {
        let mut document = super::super::document().clone();
        for item in document.paths.paths.values_mut() {
            for operation in operations(item) {
                let id = operation.operation_id.clone().unwrap_or_default();
                assert!(Needs::of(&id).is_some(), "add {id} to needs.rs");
            }
        }
    }
}
