using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Emulator.Requests;
using PubSubLab.Emulator.Resources;
using PubSubLab.Emulator.Services;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// The list calls over REST. Transcoding cannot write their responses: Google's API makes them enumerable
/// (<c>IPageResponse</c>), and System.Text.Json then takes them for collections. And getIamPolicy, which Pub/Sub serves by
/// GET, where the contract of IAM says POST.
/// </summary>
internal static class RestLists
{
    private static readonly JsonFormatter s_json = new(JsonFormatter.Settings.Default);

    public static void Map(IEndpointRouteBuilder routes)
    {
        Map(routes, "ListTopics", "/v1/projects/{project}/topics", static call => call.Get<PublisherService>().ListTopics(
            new ListTopicsRequest { Project = $"projects/{call["project"]}", PageSize = call.Size, PageToken = call.Token }, null!));
        Map(routes, "ListSubscriptions", "/v1/projects/{project}/subscriptions", static call => call.Get<SubscriberService>().ListSubscriptions(
            new ListSubscriptionsRequest { Project = $"projects/{call["project"]}", PageSize = call.Size, PageToken = call.Token }, null!));
        Map(routes, "ListSnapshots", "/v1/projects/{project}/snapshots", static call => call.Get<SubscriberService>().ListSnapshots(
            new ListSnapshotsRequest { Project = $"projects/{call["project"]}", PageSize = call.Size, PageToken = call.Token }, null!));
        Map(routes, "ListTopicSubscriptions", "/v1/projects/{project}/topics/{topic}/subscriptions", static call => call.Get<PublisherService>().ListTopicSubscriptions(
            new ListTopicSubscriptionsRequest { Topic = $"projects/{call["project"]}/topics/{call["topic"]}", PageSize = call.Size, PageToken = call.Token }, null!));
        Map(routes, "ListTopicSnapshots", "/v1/projects/{project}/topics/{topic}/snapshots", static call => call.Get<PublisherService>().ListTopicSnapshots(
            new ListTopicSnapshotsRequest { Topic = $"projects/{call["project"]}/topics/{call["topic"]}", PageSize = call.Size, PageToken = call.Token }, null!));
        Map(routes, "ListSchemas", "/v1/projects/{project}/schemas", static call => call.Get<SchemaEndpoint>().ListSchemas(
            new ListSchemasRequest { Parent = $"projects/{call["project"]}", PageSize = call.Size, PageToken = call.Token, View = call.View }, null!));
        Map(routes, "ListSchemaRevisions", "/v1/projects/{project}/schemas/{schema}:listRevisions", static call => call.Get<SchemaEndpoint>().ListSchemaRevisions(
            new ListSchemaRevisionsRequest { Name = $"projects/{call["project"]}/schemas/{call["schema"]}", PageSize = call.Size, PageToken = call.Token, View = call.View }, null!));
        foreach (var collection in (string[])["topics", "subscriptions", "snapshots", "schemas"])
        {
            Map(routes, "GetIamPolicy", $"/v1/projects/{{project}}/{collection}/{{id}}:getIamPolicy", call => call.Get<IamPolicyService>().GetIamPolicy(
                new GetIamPolicyRequest { Resource = $"projects/{call["project"]}/{collection}/{call["id"]}" }, null!));
        }
    }

    private static void Map<TResponse>(IEndpointRouteBuilder routes, string method, string path, Func<Call, Task<TResponse>> list)
        where TResponse : IMessage =>
        routes.MapGet(path, async context =>
        {
            var response = await list(new Call(context));
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(s_json.Format(response), context.RequestAborted);
        }).WithMetadata(new RestMethod(method)).Add(static endpoint => ((RouteEndpointBuilder)endpoint).Order = -1);

    /// <summary>A list call's path and query.</summary>
    private sealed class Call(HttpContext context)
    {
        public string this[string name] => (string)context.Request.RouteValues[name]!;

        public string Token => Query("pageToken", "page_token");

        public int Size => Query("pageSize", "page_size") is { Length: > 0 } text
            ? int.TryParse(text, out var size) ? size : throw Fail.Invalid("page_size", text, "it must be a number")
            : 0;

        public SchemaView View => Query("view", "view") switch
        {
            "BASIC" => SchemaView.Basic,
            "FULL" => SchemaView.Full,
            "" or "SCHEMA_VIEW_UNSPECIFIED" => SchemaView.Unspecified,
            var text => throw Fail.Invalid("view", text, "it must be BASIC or FULL"),
        };

        public TService Get<TService>()
            where TService : notnull => context.RequestServices.GetRequiredService<TService>();

        private string Query(string json, string proto) =>
            context.Request.Query.TryGetValue(json, out var value) || context.Request.Query.TryGetValue(proto, out value) ? value.ToString() : "";
    }
}
