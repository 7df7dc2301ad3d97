using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using PubSubLab.Client.Tests.Server;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Gax;

public class RetryTests
{
    private static readonly RetrySettings s_retry = RetrySettings.FromExponentialBackoff(
        maxAttempts: 4,
        initialBackoff: TimeSpan.FromSeconds(1),
        maxBackoff: TimeSpan.FromSeconds(3),
        backoffMultiplier: 2,
        retryFilter: RetrySettings.FilterForStatusCodes(StatusCode.Unavailable),
        backoffJitter: RetrySettings.NoJitter);

    private readonly VirtualTime _time = new();
    private readonly ScriptedInvoker _service = new();

    [Fact]
    public async Task Pauses_between_attempts_grow_up_to_the_longest()
    {
        _service.Answer = attempt => attempt < 4 ? StatusCode.Unavailable : null;
        var call = Client(CallSettings.FromRetry(s_retry)).GetTopicAsync(Lab.Topic);

        foreach (var seconds in new[] { 1, 2, 3 })
        {
            await _time.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        await call.EndsAsync();
        _service.Attempts.ShouldBe(4);
    }

    [Fact]
    public async Task The_last_attempt_is_the_last()
    {
        _service.Answer = _ => StatusCode.Unavailable;
        var call = Client(CallSettings.FromRetry(s_retry)).GetTopicAsync(Lab.Topic);
        foreach (var seconds in new[] { 1, 2, 3 })
        {
            await _time.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        (await Should.ThrowAsync<RpcException>(() => call.EndsAsync())).StatusCode.ShouldBe(StatusCode.Unavailable);
        _service.Attempts.ShouldBe(4);
    }

    [Fact]
    public async Task A_status_that_is_not_named_is_not_tried_again()
    {
        _service.Answer = _ => StatusCode.PermissionDenied;

        await Should.ThrowAsync<RpcException>(() => Client(CallSettings.FromRetry(s_retry)).GetTopicAsync(Lab.Topic).EndsAsync());

        _service.Attempts.ShouldBe(1);
    }

    [Fact]
    public async Task Attempts_share_one_expiry_and_none_starts_after_it()
    {
        var start = _time.GetCurrentDateTimeUtc();
        _service.Answer = _ => StatusCode.Unavailable;
        var call = Client(CallSettings.FromRetry(s_retry).WithTimeout(TimeSpan.FromSeconds(2.5))).GetTopicAsync(Lab.Topic);
        await _time.PassAsync(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<RpcException>(() => call.EndsAsync());
        _service.Deadlines.ShouldBe([start.AddSeconds(2.5), start.AddSeconds(2.5)]);
    }

    [Theory]
    [InlineData(StatusCode.Aborted, true)]
    [InlineData(StatusCode.Cancelled, true)]
    [InlineData(StatusCode.DeadlineExceeded, true)]
    [InlineData(StatusCode.Internal, true)]
    [InlineData(StatusCode.ResourceExhausted, true)]
    [InlineData(StatusCode.Unavailable, true)]
    [InlineData(StatusCode.Unknown, true)]
    [InlineData(StatusCode.InvalidArgument, false)]
    [InlineData(StatusCode.NotFound, false)]
    [InlineData(StatusCode.PermissionDenied, false)]
    [InlineData(StatusCode.FailedPrecondition, false)]
    public async Task Publishing_is_tried_again_by_default_where_the_failure_passes(StatusCode code, bool again)
    {
        _service.Answer = attempt => attempt == 1 ? code : null;
        var settings = new PublisherServiceApiSettings();
        PublisherServiceApiSettings.GetDefault().PublishSettings.Retry.RetryFilter(new RpcException(new Status(code, ""))).ShouldBe(again);
        settings.PublishSettings = settings.PublishSettings.WithRetry(RetrySettings.FromConstantBackoff(
            2, TimeSpan.FromSeconds(1), settings.PublishSettings.Retry.RetryFilter, RetrySettings.NoJitter));
        var call = Client(settings).PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);
        if (again)
        {
            await _time.PassAsync(TimeSpan.FromSeconds(1));
            await call.EndsAsync();
        }
        else
        {
            (await Should.ThrowAsync<RpcException>(() => call.EndsAsync())).StatusCode.ShouldBe(code);
        }

        _service.Attempts.ShouldBe(again ? 2 : 1);
    }

    [Fact]
    public async Task A_caller_that_gives_up_in_a_pause_is_not_kept()
    {
        using var patience = new CancellationTokenSource();
        _service.Answer = _ => StatusCode.Unavailable;
        var call = Client(CallSettings.FromRetry(s_retry)).GetTopicAsync(Lab.Topic, patience.Token);
        await _time.WaitedForAsync(TimeSpan.FromSeconds(1));

        await patience.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => call.EndsAsync());
        _service.Attempts.ShouldBe(1);
    }

    [Fact]
    public void Random_jitter_stays_within_the_pause()
    {
        var pauses = Enumerable.Range(0, 1_000).Select(_ => RetrySettings.RandomJitter.GetDelay(TimeSpan.FromSeconds(1))).ToList();

        pauses.ShouldAllBe(pause => pause >= TimeSpan.Zero && pause <= TimeSpan.FromSeconds(1));
        pauses.Distinct().Count().ShouldBeGreaterThan(100);
    }

    [Fact]
    public void Retries_that_make_no_sense_are_refused()
    {
        var filter = RetrySettings.FilterForStatusCodes(StatusCode.Unavailable);
        Should.Throw<ArgumentException>(() => RetrySettings.FromConstantBackoff(0, TimeSpan.Zero, filter));
        Should.Throw<ArgumentException>(() => RetrySettings.FromConstantBackoff(1, TimeSpan.FromSeconds(-1), filter));
        Should.Throw<ArgumentException>(() => RetrySettings.FromExponentialBackoff(2, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1), 2, filter));
        Should.Throw<ArgumentException>(() => RetrySettings.FromExponentialBackoff(2, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 0.5, filter));
        Should.Throw<ArgumentNullException>(() => RetrySettings.FromConstantBackoff(2, TimeSpan.Zero, null!));
    }

    private PublisherServiceApiClient Client(CallSettings getTopic) => Client(new PublisherServiceApiSettings { GetTopicSettings = getTopic });

    private PublisherServiceApiClient Client(PublisherServiceApiSettings settings)
    {
        (settings.Clock, settings.Scheduler) = (_time, _time);
        return new PublisherServiceApiClientBuilder { CallInvoker = _service, Settings = settings }.Build();
    }
}
