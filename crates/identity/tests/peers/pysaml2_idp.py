"""The SAML identity provider of `pysaml2`, which signs with xmlsec1.

The first line of input sets it up; each other line is a request to it, answered with a line.
"""

import json
import os
import re
import sys
import tempfile
from urllib.parse import parse_qs, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import CryptoBackendXmlSec1, get_xmlsec_binary

folder = tempfile.TemporaryDirectory()


def stored(name, text):
    path = os.path.join(folder.name, name)
    with open(path, "w") as file:
        file.write(text)
    return path


def setup(request):
    global server, config, key
    key = stored("key.pem", request["key"])
    endpoints = [(request["sso"], BINDING_HTTP_REDIRECT), (request["sso"], BINDING_HTTP_POST)]
    config = IdPConfig().load({
        "entityid": request["issuer"],
        "service": {"idp": {
            "endpoints": {"single_sign_on_service": endpoints},
            "want_authn_requests_signed": True,
            "policy": {"default": {"lifetime": {"minutes": 5}, "attribute_restrictions": None}},
        }},
        "key_file": key,
        "cert_file": stored("cert.pem", request["cert"]),
        "metadata": {"local": [stored("sp.xml", request["sp"])]},
        "xmlsec_binary": get_xmlsec_binary(),
    })
    server = Server(config=config)
    return {}


def metadata(request):
    return {"xml": str(entity_descriptor(config))}


def parse(request):
    """Reads our request and checks its signature, which this provider asks for."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(request["url"]).query).items()}
    signature = {"relay_state": query["RelayState"], "sigalg": query.get("SigAlg"), "signature": query.get("Signature")}
    try:
        parsed = server.parse_authn_request(query["SAMLRequest"], BINDING_HTTP_REDIRECT, **signature)
    except Exception as error:
        return {"error": type(error).__name__}
    return {"id": parsed.message.id, "issuer": parsed.message.issuer.text}


def respond(request):
    name = request["person"]
    xml = server.create_authn_response(
        {"mail": [f"{name}@example.test"], "displayName": [f"Person {name}"]},
        request["request_id"],
        request["acs"],
        request["sp"],
        name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=name),
        authn={"class_ref": "urn:oasis:names:tc:SAML:2.0:ac:classes:Password"},
        sign_response=request.get("sign_response", False),
        sign_assertion=request.get("sign_assertion", False),
        sign_alg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_alg="http://www.w3.org/2001/04/xmlenc#sha256",
    )
    return {"xml": str(xml)}


TEMPLATE = (
    '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo>'
    '<ds:CanonicalizationMethod Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/>'
    '<ds:SignatureMethod Algorithm="{method}"/><ds:Reference URI="#{id}"><ds:Transforms>'
    '<ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/>'
    '<ds:Transform Algorithm="http://www.w3.org/2001/10/xml-exc-c14n#"/></ds:Transforms>'
    '<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference></ds:SignedInfo>'
    "<ds:SignatureValue/></ds:Signature>"
)
ALGORITHMS = {
    "sha256": ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2001/04/xmlenc#sha256"),
    "sha1": ("http://www.w3.org/2000/09/xmldsig#rsa-sha1", "http://www.w3.org/2000/09/xmldsig#sha1"),
    "sha1-digest": ("http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", "http://www.w3.org/2000/09/xmldsig#sha1"),
}


def sign(request):
    """Signs an element of any XML with the provider's key: wrong answers are validly signed, too."""
    xml, kind = request["xml"], request["element"]
    opening = re.search(rf"<(?:\w+:)?{kind}\b[^>]*\bID=\"([^\"]+)\"[^>]*>", xml)
    after = re.compile(r"</(?:\w+:)?Issuer>").search(xml, opening.end())
    # Without an issuer the signature comes first.
    place = after.end() if after and "missing-issuer" not in request else opening.end()
    method, digest = ALGORITHMS[request.get("algorithm", "sha256")]
    template = TEMPLATE.format(id=opening.group(1), method=method, digest=digest)
    space = "protocol" if kind == "Response" else "assertion"
    signed = CryptoBackendXmlSec1(get_xmlsec_binary()).sign_statement(
        xml[:place] + template + xml[place:],
        f"urn:oasis:names:tc:SAML:2.0:{space}:{kind}",
        key,
        opening.group(1),
    )
    return {"xml": signed}


COMMANDS = {"setup": setup, "metadata": metadata, "parse": parse, "respond": respond, "sign": sign}

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps(COMMANDS[request["command"]](request)), flush=True)
