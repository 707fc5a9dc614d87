"""Emits the server protocols and clients of the services of one proto file."""

from __future__ import annotations

from model import File, Service
from swift_messages import doc_lines, sentence


def emit(file: File) -> str:
    out = [f"// Generated from {file.path} by `make proto`. Do not edit.", ""]
    for service in file.services:
        out += _methods(service) + _serving(service) + _client(service)
    return "\n".join(out).rstrip() + "\n"


def _doc(service: Service, method) -> str:
    return sentence(method.doc) if method.doc else f"`{service.name}.{method.name}`."


def _methods(service: Service) -> list[str]:
    out = [f"/// The methods of the service `{service.wire}`.", f"public enum {service.name}Methods {{"]
    for m in service.methods:
        out += doc_lines(_doc(service, m), "    ")
        out += [f'    public static let {m.swift} = RPCMethod(service: "{service.wire}", name: "{m.wire}")']
    out += ["", "    /// All of them, in the order of the contract.", "    public static let all: [RPCMethod] = ["]
    out += [f"        {m.swift}," for m in service.methods]
    return out + ["    ]", "}", ""]


def _serving(service: Service) -> list[str]:
    out = [
        f"/// What a server of `{service.wire}` does. A method throws `LunaError`; the caller gets the same error.",
        f"public protocol {service.name}Serving: Sendable {{",
    ]
    for m in service.methods:
        out += doc_lines(_doc(service, m), "    ")
        out += [f"    func {m.swift}(_ request: {m.request}, context: CallContext) async throws -> {m.reply}"]
    out += [
        "}",
        "",
        f"extension {service.name}Serving {{",
        "    /// One endpoint for each method: decodes the request, calls the method, encodes the reply.",
        "    public var endpoints: [RPCEndpoint] {",
        "        [",
    ]
    for m in service.methods:
        out += [f"            RPCEndpoint({service.name}Methods.{m.swift}) {{ try await {m.swift}($0, context: $1) }},"]
    return out + ["        ]", "    }", "}", ""]


def _client(service: Service) -> list[str]:
    out = [
        f"/// Calls the service `{service.wire}`. Throws the `LunaError` of the server or of the transport.",
        f"public struct {service.name}Client: Sendable {{",
        "    private let transport: any RPCTransport",
        "",
        "    /// A client that calls through `transport`.",
        "    public init(_ transport: any RPCTransport) { self.transport = transport }",
    ]
    for m in service.methods:
        out += ["", *doc_lines(_doc(service, m), "    ")]
        head = f"    public func {m.swift}(_ request: {m.request}, context: CallContext)"
        one_line = f"{head} async throws -> {m.reply} {{"
        out += [one_line] if len(one_line) <= 120 else [
            f"    public func {m.swift}(",
            f"        _ request: {m.request}, context: CallContext",
            f"    ) async throws -> {m.reply} {{",
        ]
        out += [
            f"        try await transport.call({service.name}Methods.{m.swift}, request, context: context)",
            "    }",
        ]
    return out + ["}", ""]
