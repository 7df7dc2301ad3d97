using PubSubLab.Accounts;
using PubSubLab.Lab;

namespace PubSubLab.Tests.Accounts;

public sealed class CredentialFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void A_file_that_is_not_there_is_said_with_the_setting_that_names_it()
    {
        var sentence = Refusal();

        sentence.ShouldContain("PUBLISHER_CREDENTIALS");
        sentence.ShouldContain("no such file");
    }

    [Theory]
    [InlineData("not json at all, secret", "it is not JSON")]
    [InlineData("[]", "it has no type")]
    [InlineData("""{"private_key":"secret"}""", "it has no type")]
    [InlineData("""{"type":"gdch_service_account","private_key":"secret"}""", "its type is 'gdch_service_account'")]
    [InlineData("""{"type":"service_account","client_email":"a@b","private_key":"secret"}""", "damaged (its type is 'service_account')")]
    [InlineData("""{"type":"authorized_user","client_id":"a","refresh_token":"secret"}""", "damaged (its type is 'authorized_user')")]
    [InlineData("""{"type":"impersonated_service_account","source_credentials":{"type":"authorized_user","client_secret":"secret"}}""", "damaged")]
    [InlineData("""{"type":"external_account","client_secret":"secret"}""", "damaged")]
    public void A_file_without_credentials_is_refused_and_never_quoted(string content, string says)
    {
        File.WriteAllText(_path, content);

        var sentence = Refusal();

        sentence.ShouldContain(says);
        sentence.ShouldNotContain("secret");
    }

    [Fact]
    public void A_service_accounts_key_is_taken()
    {
        using var rsa = System.Security.Cryptography.RSA.Create(2048);
        File.WriteAllText(_path, System.Text.Json.JsonSerializer.Serialize(new Dictionary<string, string>
        {
            ["type"] = "service_account",
            ["project_id"] = "my-project",
            ["client_email"] = "publisher@my-project.iam.gserviceaccount.com",
            ["private_key"] = rsa.ExportPkcs8PrivateKeyPem(),
        }));

        CredentialFile.Read("PUBLISHER_CREDENTIALS", _path).ShouldNotBeNull();
    }

    private string Refusal() => Should.Throw<LabException>(() => CredentialFile.Read("PUBLISHER_CREDENTIALS", _path)).Message;
}
