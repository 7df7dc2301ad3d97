using System.Threading.Channels;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Server;

/// <summary>A service for publishing that answers when a test says so, and what it says.</summary>
internal sealed class ScriptedPublisher : PublisherServiceApiClient
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();

    /// <summary>Requests that no test has looked at.</summary>
    internal int Unseen => _calls.Reader.Count;

    public override Task<PublishResponse> PublishAsync(PublishRequest request, CallSettings? callSettings = null)
    {
        var call = new Call(request, callSettings);
        _calls.Writer.TryWrite(call);
        return call.Answer;
    }

    /// <summary>The next request.</summary>
    internal Task<Call> NextAsync() => _calls.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().EndsAsync();

    internal sealed class Call
    {
        private readonly TaskCompletionSource<PublishResponse> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly PublishRequest _request;

        internal Call(PublishRequest request, CallSettings? settings)
        {
            _request = request;
            if (settings?.HeaderMutation is { } headers)
            {
                headers(Headers);
            }

            settings?.CancellationToken?.Register(() => _answer.TrySetException(new RpcException(new Status(StatusCode.Cancelled, "given up"))));
        }

        internal Task<PublishResponse> Answer => _answer.Task;

        internal Metadata Headers { get; } = [];

        internal IReadOnlyList<PubsubMessage> Messages => _request.Messages;

        /// <summary>The messages as texts, with blanks between them.</summary>
        internal string Texts => string.Join(' ', _request.Messages.Select(message => message.Data.ToStringUtf8()));

        /// <summary>Takes the messages; the id of each is its text.</summary>
        internal void Succeed() =>
            _answer.TrySetResult(new PublishResponse { MessageIds = { _request.Messages.Select(message => message.Data.ToStringUtf8()) } });

        internal void Answers(params string[] ids) => _answer.TrySetResult(new PublishResponse { MessageIds = { ids } });

        internal void Fail(StatusCode code) => _answer.TrySetException(new RpcException(new Status(code, "as the script says")));
    }
}
