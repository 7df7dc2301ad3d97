using Google.Cloud.Iam.V1;
using Google.Cloud.PubSub.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PubSubLab.Emulator.Services;
using PubSubLab.Emulator.Transforms.Contract;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace PubSubLab.Emulator.Rest;

/// <summary>
/// Serves every method of the API over REST, at the paths of its <c>google.api.http</c> annotation. Requests and responses are
/// ProtoJSON, read and written by the library of protobuf itself.
/// </summary>
internal static class RestApi
{
    public static void Map(WebApplication app, EmulatorFaults faults)
    {
        var services = app.Services;
        Publisher.BindService(new Binder(app, faults, Publisher.Descriptor), services.GetRequiredService<PublisherService>());
        Subscriber.BindService(new Binder(app, faults, Subscriber.Descriptor), services.GetRequiredService<SubscriberService>());
        SchemaService.BindService(new Binder(app, faults, SchemaService.Descriptor), services.GetRequiredService<SchemaEndpoint>());
        MessageTransformService.BindService(
            new Binder(app, faults, MessageTransformService.Descriptor), services.GetRequiredService<MessageTransformEndpoint>());
        IAMPolicy.BindService(new Binder(app, faults, IAMPolicy.Descriptor), services.GetRequiredService<IamPolicyService>());
    }

    private sealed class Binder(IEndpointRouteBuilder routes, EmulatorFaults faults, ServiceDescriptor service) : ServiceBinderBase
    {
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
        {
            var descriptor = service.FindMethodByName(method.Name);
            foreach (var route in RestRoute.Of(descriptor))
            {
                routes.MapMethods(route.Pattern, route.HttpMethods, async context =>
                {
                    faults.ThrowIfFails(method.Name);

                    // The answer's form is checked first: a call that cannot be answered has no effect.
                    var format = RestFormat.Of(context.Request.Query);
                    var request = await RestRequest.ReadAsync(context, descriptor.InputType, route);
                    var response = await handler!((TRequest)(object)request, new RestCall(context, method.FullName));
                    await format.WriteAsync(context.Response, (IMessage)response);
                });
            }
        }

        // A stream has no form in REST, and the API gives it no path.
        public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
        {
        }
    }
}
