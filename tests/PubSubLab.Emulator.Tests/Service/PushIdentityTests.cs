using System.Buffers.Text;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Google.Apis.Auth;
using Google.Cloud.PubSub.V1;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using PubSubLab.Emulator.Push;
using PubSubLab.Emulator.Tests.Support;
using static PubSubLab.Emulator.Tests.Support.LiveEmulator;
using Encoding = System.Text.Encoding;

namespace PubSubLab.Emulator.Tests.Service;

/// <summary>The OIDC token of push requests, verified as a receiver verifies it: with Google's own library and the keys that the emulator serves.</summary>
public sealed class PushIdentityTests
{
    private const string Account = "push@project.iam.gserviceaccount.com";

    [Theory]
    [InlineData("https://receiver.example.test", null)]
    [InlineData("", "https://accounts.google.com")]
    public async Task A_receiver_verifies_the_token_with_the_keys_that_discovery_names(string audience, string? issuer)
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await StartAsync(new() { OidcIssuer = issuer });
        await SubscribeAsync(live, endpoint, audience);

        await live.PublishAsync("x");

        var token = Bearer(await endpoint.NextAsync());
        using var http = new HttpClient();
        var discovery = JsonDocument.Parse(await http.GetStringAsync($"http://{live.Emulator.Endpoint}/.well-known/openid-configuration")).RootElement;
        discovery.GetProperty("issuer").GetString().ShouldBe(issuer ?? $"http://{live.Emulator.Endpoint}");
        var expected = audience.Length > 0 ? audience : endpoint.Url;
        var payload = await JsonWebSignature.VerifySignedTokenAsync<GoogleJsonWebSignature.Payload>(token, Options(discovery, expected));
        payload.Email.ShouldBe(Account);
        payload.EmailVerified.ShouldBeTrue();
        payload.Subject.Length.ShouldBe(21);
        (payload.ExpirationTimeSeconds - payload.IssuedAtTimeSeconds).ShouldBe(3600);

        await Should.ThrowAsync<InvalidJwtException>(() => JsonWebSignature.VerifySignedTokenAsync(token, Options(discovery, "https://other.example.test")));
        var parts = token.Split('.');
        await Should.ThrowAsync<InvalidJwtException>(() => JsonWebSignature.VerifySignedTokenAsync($"{parts[0]}.{parts[1]}.{new string('A', parts[2].Length)}", Options(discovery, expected)));
    }

    [Fact]
    public async Task The_key_is_served_as_a_certificate_too()
    {
        await using var live = await StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri($"http://{live.Emulator.Endpoint}") };

        var key = JsonDocument.Parse(await http.GetStringAsync("/oauth2/v3/certs")).RootElement.GetProperty("keys")[0];
        var pem = JsonDocument.Parse(await http.GetStringAsync("/oauth2/v1/certs")).RootElement.GetProperty(key.GetProperty("kid").GetString()!).GetString();

        using var certificate = X509Certificate2.CreateFromPem(pem);
        using var rsa = certificate.GetRSAPublicKey();
        Base64Url.EncodeToString(rsa!.ExportParameters(false).Modulus!).ShouldBe(key.GetProperty("n").GetString());
    }

    [Fact]
    public void A_token_is_sent_again_until_half_its_life_is_over()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        using var issuer = new OidcIssuer(null, time);
        string Next() => issuer.Token(new() { ServiceAccountEmail = Account, Audience = "a" }, "http://127.0.0.1:9/");

        var first = Next();
        time.Advance(TimeSpan.FromMinutes(29));
        Next().ShouldBe(first);
        time.Advance(TimeSpan.FromMinutes(1));

        Next().ShouldNotBe(first);
    }

    [Fact]
    public async Task A_receiver_verifies_a_token_although_the_emulator_has_a_clock_of_its_own()
    {
        await using var endpoint = await PushEndpoint.StartAsync(_ => 200);
        await using var live = await StartAsync(new() { TimeProvider = new FakeTimeProvider(new DateTimeOffset(2001, 2, 3, 4, 5, 6, TimeSpan.Zero)) });
        await SubscribeAsync(live, endpoint, "a");

        await live.PublishAsync("x");

        var token = Bearer(await endpoint.NextAsync());
        using var http = new HttpClient();
        var discovery = JsonDocument.Parse(await http.GetStringAsync($"http://{live.Emulator.Endpoint}/.well-known/openid-configuration")).RootElement;
        var payload = await JsonWebSignature.VerifySignedTokenAsync<GoogleJsonWebSignature.Payload>(token, Options(discovery, "a"));
        payload.Email.ShouldBe(Account);
    }

    [Fact]
    public void Many_threads_use_the_key_at_once()
    {
        using var key = new OidcKey();
        using var jwks = JsonDocument.Parse(key.ToJwks());
        var parts = jwks.RootElement.GetProperty("keys")[0];
        var parameters = new RSAParameters
        {
            Modulus = Base64Url.DecodeFromChars(parts.GetProperty("n").GetString()),
            Exponent = Base64Url.DecodeFromChars(parts.GetProperty("e").GetString()),
        };

        Parallel.For(0, 100, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            key.ToJwks().ShouldBe(jwks.RootElement.GetRawText());
            key.ToCertificates(DateTimeOffset.UnixEpoch).ShouldContain("BEGIN CERTIFICATE");
            var token = key.Sign(new { number = i }).Split('.');
            using var rsa = RSA.Create(parameters);
            rsa.VerifyData(Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), Base64Url.DecodeFromChars(token[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).ShouldBeTrue();
        });
    }

    [Theory]
    [InlineData("")]
    [InlineData("nobody")]
    public async Task A_token_needs_an_account(string account)
    {
        await using var live = await StartAsync();
        await live.CreateTopicAsync();

        var refused = await FailsAsync(StatusCode.InvalidArgument, () => live.CreateSubscriptionAsync(set: s => s.PushConfig = new()
        {
            PushEndpoint = "http://127.0.0.1:9/", OidcToken = new() { ServiceAccountEmail = account, Audience = "a" },
        }));

        refused.Status.Detail.ShouldContain("push_config.oidc_token.service_account_email");
    }

    [Fact]
    public async Task An_issuer_that_is_no_url_is_refused_before_anything_starts()
    {
        var refused = await Should.ThrowAsync<ArgumentException>(() => PubSubEmulator.StartAsync(new() { OidcIssuer = "accounts" }));

        refused.Message.ShouldContain("https://accounts.google.com");
    }

    private static async Task SubscribeAsync(LiveEmulator live, PushEndpoint endpoint, string audience)
    {
        await live.CreateTopicAsync();
        await live.CreateSubscriptionAsync(set: s => s.PushConfig = new() { PushEndpoint = endpoint.Url, OidcToken = new() { ServiceAccountEmail = Account, Audience = audience } });
    }

    private static string Bearer(PushRequestSeen request)
    {
        var header = request.Headers["Authorization"];
        header.ShouldStartWith("Bearer ");
        return header["Bearer ".Length..];
    }

    private static SignedTokenVerificationOptions Options(JsonElement discovery, string audience)
    {
        var options = new SignedTokenVerificationOptions { CertificatesUrl = discovery.GetProperty("jwks_uri").GetString() };
        options.TrustedAudiences.Add(audience);
        options.TrustedIssuers.Add(discovery.GetProperty("issuer").GetString());
        return options;
    }
}
