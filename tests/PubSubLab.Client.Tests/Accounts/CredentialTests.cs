using Google.Api.Gax;
using Google.Api.Gax.Grpc;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Client.Samples;
using PubSubLab.Client.Tests.Support;

namespace PubSubLab.Client.Tests.Accounts;

public class CredentialTests
{
    private const string CloudScope = "https://www.googleapis.com/auth/cloud-platform";
    private const string PubSubScope = "https://www.googleapis.com/auth/pubsub";

    [Fact]
    public async Task A_service_account_signs_its_tokens_itself_and_asks_nobody()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        var claims = cloud.Account.Read(Bearer(cloud.Headers.Single()));
        claims.GetProperty("iss").GetString().ShouldBe(ServiceAccount.Email);
        claims.GetProperty("scope").GetString()!.Split(' ').ShouldBe([CloudScope, PubSubScope], ignoreOrder: true);
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).ShouldBe(3600);
        cloud.Tokens.Assertions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_tokens_are_not_signed_they_are_asked_for_once_and_used_until_they_expire()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        builder.UseJwtAccessWithScopes = false;
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);
        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "b" }]);

        cloud.Headers.Select(Bearer).ShouldBe(["token-1", "token-1"]);
        var claims = cloud.Account.Read(cloud.Tokens.Assertions.Single());
        claims.GetProperty("iss").GetString().ShouldBe(ServiceAccount.Email);
        claims.GetProperty("aud").GetString().ShouldBe("https://oauth2.googleapis.com/token");
        claims.GetProperty("scope").GetString()!.Split(' ').ShouldBe([CloudScope, PubSubScope], ignoreOrder: true);
    }

    [Fact]
    public async Task An_expired_token_is_replaced_before_the_service_refuses_it()
    {
        await using var cloud = await Cloud.StartAsync();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.CredentialWith(new Clock(time));
        builder.UseJwtAccessWithScopes = false;
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);
        for (var hour = 1; hour <= 3; hour++)
        {
            await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);
            Bearer(cloud.Headers.Last()).ShouldBe(cloud.Tokens.Newest);
            cloud.Tokens.Newest.ShouldBe($"token-{hour}");
            time.Advance(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task Scopes_of_the_builder_are_asked_for_instead_of_the_default_ones()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        builder.Scopes = [PubSubScope];
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        cloud.Account.Read(Bearer(cloud.Headers.Single())).GetProperty("scope").GetString().ShouldBe(PubSubScope);
    }

    [Fact]
    public async Task Tokens_of_the_program_s_own_are_asked_for_with_the_service_s_address()
    {
        await using var cloud = await Cloud.StartAsync();
        var asked = new List<string>();
        var builder = BuildingSamples.WithTokensOf(
            (address, _) =>
            {
                asked.Add(address);
                return Task.FromResult("token of my own");
            },
            cloud.Endpoint);
        builder.GrpcAdapter = cloud.Adapter;
        builder.QuotaProject = "payer";
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        asked.ShouldHaveSingleItem().ShouldStartWith("https://localhost");
        Bearer(cloud.Headers.Single()).ShouldBe("token of my own");
        cloud.Headers.Single().GetValue("x-goog-user-project").ShouldBe("payer");
    }

    [Fact]
    public async Task A_refused_key_is_a_failure_that_says_why()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Tokens.Refuses = true;
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        builder.UseJwtAccessWithScopes = false;
        builder.Settings = new PublisherServiceApiSettings { PublishSettings = CallSettings.FromExpiration(Expiration.FromTimeout(TimeSpan.FromMinutes(1))) };
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<RpcException>(() => client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]).EndsAsync());

        failure.StatusCode.ShouldBe(StatusCode.Internal);
        failure.InnerException.ShouldBeOfType<TokenResponseException>().Error.Error.ShouldBe("invalid_grant");
        failure.Status.Detail.ShouldContain("Invalid JWT Signature.");
        cloud.Broker.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_subscriber_whose_key_is_refused_gives_up_after_a_few_attempts()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Tokens.Refuses = true;
        var time = new VirtualTime();
        var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = Lab.Subscription,
            Endpoint = cloud.Endpoint,
            GrpcAdapter = cloud.Adapter,
            GoogleCredential = cloud.Account.Credential,
            UseJwtAccessWithScopes = false,
            ClientCount = 1,
            Settings = new SubscriberClient.Settings { Scheduler = time, Clock = time },
        }.BuildAsync(TestContext.Current.CancellationToken);
        var run = subscriber.StartAsync((_, _) => Task.FromResult(SubscriberClient.Reply.Ack));
        foreach (var seconds in new[] { 0.5, 1, 2, 4 })
        {
            await time.PassAsync(TimeSpan.FromSeconds(seconds));
        }

        (await Should.ThrowAsync<RpcException>(() => run.EndsAsync())).InnerException.ShouldBeOfType<TokenResponseException>();
    }

    [Fact]
    public async Task A_slow_token_endpoint_holds_calls_up_until_they_expire_and_then_works()
    {
        await using var cloud = await Cloud.StartAsync();
        var slow = new TaskCompletionSource();
        cloud.Tokens.Gate = slow.Task;
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        builder.UseJwtAccessWithScopes = false;
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);
        using var impatience = new CancellationTokenSource();
        var given = client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }], impatience.Token);
        await Eventually.HoldsAsync(() => cloud.Tokens.Assertions.Count == 1, "a token is asked for");

        await impatience.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => given.EndsAsync())).StatusCode.ShouldBe(StatusCode.Cancelled);
        slow.SetResult();

        (await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "b" }]).EndsAsync()).MessageIds.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_revoked_account_is_told_by_the_service_and_not_tried_again()
    {
        await using var cloud = await Cloud.StartAsync();
        cloud.Broker.Before = (_, _) => throw new RpcException(new Status(StatusCode.Unauthenticated, "The account was disabled."));
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<RpcException>(() => client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]).EndsAsync());

        failure.StatusCode.ShouldBe(StatusCode.Unauthenticated);
        cloud.Broker.Calls.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_refused()
    {
        await using var cloud = await Cloud.StartAsync();
        var client = await new PublisherServiceApiClientBuilder
        {
            Endpoint = cloud.Endpoint,
            GoogleCredential = cloud.Account.Credential,
            Settings = new PublisherServiceApiSettings { PublishSettings = CallSettings.FromExpiration(Expiration.FromTimeout(TimeSpan.FromMinutes(1))) },
        }.BuildAsync(TestContext.Current.CancellationToken);

        var failure = await Should.ThrowAsync<RpcException>(() => client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]).EndsAsync());

        failure.ToString().ShouldContain("SSL");
        cloud.Broker.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Quota_project_user_agent_and_versions_travel_with_each_call()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential;
        builder.QuotaProject = "payer";
        builder.UserAgent = "my-program/1.0";
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        var headers = cloud.Headers.Single();
        headers.GetValue("x-goog-user-project").ShouldBe("payer");
        headers.GetValue("user-agent").ShouldStartWith("my-program/1.0 grpc-dotnet/");
        headers.GetValue("x-goog-api-client")!.ShouldContain("gl-dotnet/");
        headers.GetValue("x-goog-request-params").ShouldBe("topic=projects%2Fp%2Ftopics%2Ft");
    }

    [Fact]
    public async Task The_credential_s_own_quota_project_is_used_unless_the_builder_has_one()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
        builder.GoogleCredential = cloud.Account.Credential.CreateWithQuotaProject("owner");
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        cloud.Headers.Single().GetValue("x-goog-user-project").ShouldBe("owner");
    }

    [Fact]
    public async Task An_api_key_travels_instead_of_a_token()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
        builder.ApiKey = "the key";
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        cloud.Headers.Single().GetValue("x-goog-api-key").ShouldBe("the key");
        cloud.Headers.Single().Any(header => header.Key == "authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task A_stream_carries_a_token_too()
    {
        await using var cloud = await Cloud.StartAsync();
        await using var subscriber = await new SubscriberClientBuilder
        {
            SubscriptionName = Lab.Subscription,
            Endpoint = cloud.Endpoint,
            GrpcAdapter = cloud.Adapter,
            GoogleCredential = cloud.Account.Credential,
            ClientCount = 1,
        }.BuildAsync(TestContext.Current.CancellationToken);

        _ = subscriber.StartAsync((_, _) => Task.FromResult(SubscriberClient.Reply.Ack));

        await Eventually.HoldsAsync(() => cloud.Broker.Streams == 1, "the stream is open");
        cloud.Account.Read(Bearer(cloud.Headers.Single())).GetProperty("iss").GetString().ShouldBe(ServiceAccount.Email);
    }

    [Fact]
    public async Task Obsolete_ways_to_name_a_key_work_as_long_as_they_exist()
    {
        await using var cloud = await Cloud.StartAsync();
        var builder = cloud.Builder();
#pragma warning disable CS0618 // That they still work is what is tested.
        builder.JsonCredentials = cloud.Account.Json;
#pragma warning restore CS0618
        var client = await builder.BuildAsync(TestContext.Current.CancellationToken);

        await client.PublishAsync(Lab.Topic, [new PubsubMessage { MessageId = "a" }]);

        cloud.Account.Read(Bearer(cloud.Headers.Single())).GetProperty("iss").GetString().ShouldBe(ServiceAccount.Email);
    }

    [Theory]
    [InlineData("""{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}""")]
    [InlineData("""{"type":"impersonated_service_account","service_account_impersonation_url":"https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com:generateAccessToken","source_credentials":{"type":"authorized_user","client_id":"a","client_secret":"b","refresh_token":"c"}}""")]
    [InlineData("""{"type":"external_account","audience":"a","subject_token_type":"urn:ietf:params:oauth:token-type:jwt","token_url":"https://sts.googleapis.com/v1/token","credential_source":{"file":"/nowhere"}}""")]
    [InlineData("""{"type":"external_account_authorized_user","audience":"a","client_id":"a","client_secret":"b","refresh_token":"c","token_url":"https://sts.googleapis.com/v1/oauthtoken"}""")]
    public async Task They_take_credentials_of_every_type(string json)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, json, TestContext.Current.CancellationToken);
#pragma warning disable CS0618 // That they still work is what is tested.
            (await new PublisherServiceApiClientBuilder { JsonCredentials = json }.BuildAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
            (await new PublisherServiceApiClientBuilder { CredentialsPath = file }.BuildAsync(TestContext.Current.CancellationToken)).ShouldNotBeNull();
#pragma warning restore CS0618
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("""{"type":"of_no_kind"}""")]
    [InlineData("{}")]
    public void What_has_no_type_that_is_known_is_refused(string json)
    {
#pragma warning disable CS0618 // That they still work is what is tested.
        Should.Throw<InvalidOperationException>(() => new PublisherServiceApiClientBuilder { JsonCredentials = json }.Build());
#pragma warning restore CS0618
    }

    private static string Bearer(Metadata headers)
    {
        var value = headers.GetValue("authorization").ShouldNotBeNull();
        value.ShouldStartWith("Bearer ");
        return value["Bearer ".Length..];
    }

    private sealed class Clock(TimeProvider time) : Google.Apis.Util.IClock
    {
        public DateTime Now => time.GetLocalNow().DateTime;

        public DateTime UtcNow => time.GetUtcNow().UtcDateTime;
    }
}
