using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>Every command says what it takes.</summary>
[TestFixture]
internal sealed class HelpTests
{
    [TestCase("", "serve backtest import export ledger user device doctor --demo --seed Data Http:Listen Http:Tls:Certificate Http:Tls:Key Http:PublicUrl Http:TrustedProxies Mqtt:Listen Mqtt:AllowAnonymous Mqtt:MaxInflight History:Kind History:Raw History:Minute History:Shift Ledger:Kind Log:Kind Log:MaxAge Log:MaxBytes Late:Horizon Roles")]
    [TestCase("serve", "--demo --seed")]
    [TestCase("backtest", "FILE --from --to --rules --against --registry --out --strict")]
    [TestCase("import", "FILE --demo")]
    [TestCase("export", "--rules --demo")]
    [TestCase("ledger", "verify head outcome")]
    [TestCase("ledger verify", "--demo")]
    [TestCase("ledger head", "--demo")]
    [TestCase("ledger outcome", "--from --to")]
    [TestCase("user", "add link token revoke")]
    [TestCase("user add", "NAME --role --district --enterprise")]
    [TestCase("user link", "NAME")]
    [TestCase("user token", "NAME")]
    [TestCase("user revoke", "NAME")]
    [TestCase("device", "add secret list")]
    [TestCase("device add", "ID --point")]
    [TestCase("device secret", "ID")]
    [TestCase("device list", "--demo")]
    [TestCase("doctor", "--check --demo")]
    public async Task Says_what_it_takes(string command, string words)
    {
        var result = await DustWatchProcess.RunAsync(Path.GetTempPath(), [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.Zero);
            Assert.That(result.Error, Is.Empty);
            foreach (var word in words.Split(' '))
            {
                Assert.That(result.Output, Does.Contain(word));
            }
        });
    }
}
