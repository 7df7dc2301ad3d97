using System.Text.RegularExpressions;
using Google.Api;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PubSubLab.Emulator.Rest;

/// <summary>One path of a method: a <see cref="HttpRule"/> as a route of ASP.NET Core.</summary>
internal sealed partial class RestRoute
{
    private const string AnyResource = "**";
    private readonly string _template;

    private RestRoute(string httpMethod, string before, string field, string template, string after, string body)
    {
        HttpMethods = httpMethod == "GET" ? ["GET", "HEAD"] : [httpMethod];
        Field = field;
        Body = body;
        var count = 0;
        _template = Star().Replace(template, _ => $"{{p{count++}}}");
        Pattern = $"{before}{_template}{after}";
    }

    /// <summary>HTTP methods that the route answers.</summary>
    public string[] HttpMethods { get; }

    /// <summary>The route's pattern in ASP.NET Core's syntax.</summary>
    public string Pattern { get; }

    /// <summary>The request's field that the path gives, such as <c>topic.name</c>.</summary>
    public string Field { get; }

    /// <summary>The request's field that the body gives; <c>*</c> for the request itself.</summary>
    public string Body { get; }

    /// <summary>The routes of a method; none for a method without an annotation.</summary>
    public static IEnumerable<RestRoute> Of(MethodDescriptor method) =>
        method.GetOptions()?.GetExtension(AnnotationsExtensions.Http) is { } rule ? Paths(method, rule).SelectMany(static p => Read(p.HttpMethod, p.Path, p.Body)) : [];

    /// <summary>The resource's name in a request that this route matched.</summary>
    public string Name(HttpRequest request) => Parameter().Replace(_template, match => (string)request.RouteValues[match.Groups["name"].Value]!);

    private static IEnumerable<(string HttpMethod, string Path, string Body)> Paths(MethodDescriptor method, HttpRule rule)
    {
        yield return rule.PatternCase switch
        {
            HttpRule.PatternOneofCase.Get => ("GET", rule.Get, rule.Body),
            HttpRule.PatternOneofCase.Put => ("PUT", rule.Put, rule.Body),
            HttpRule.PatternOneofCase.Post => ("POST", rule.Post, rule.Body),
            HttpRule.PatternOneofCase.Patch => ("PATCH", rule.Patch, rule.Body),
            _ => ("DELETE", rule.Delete, rule.Body),
        };
        // IAM's own contract says POST; Pub/Sub serves it by GET (REST reference, projects.topics.getIamPolicy).
        if (method.Name == "GetIamPolicy")
        {
            yield return ("GET", rule.Post, "");
        }
    }

    private static IEnumerable<RestRoute> Read(string httpMethod, string path, string body)
    {
        var parts = Variable().Match(path);
        var template = parts.Groups["template"].Value;
        string[] templates = template == AnyResource
            ? ["projects/*/topics/*", "projects/*/subscriptions/*", "projects/*/snapshots/*", "projects/*/schemas/*"]
            : [template];
        return templates.Select(t => new RestRoute(httpMethod, parts.Groups["before"].Value, parts.Groups["field"].Value, t, parts.Groups["after"].Value, body));
    }

    [GeneratedRegex(@"^(?<before>[^{]*)\{(?<field>[^=}]+)=(?<template>[^}]+)\}(?<after>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Variable();

    [GeneratedRegex(@"\*", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Star();

    [GeneratedRegex(@"\{(?<name>p\d+)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();
}
