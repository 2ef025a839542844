using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A port or a data folder that somebody else has: which, and what to do.</summary>
[TestFixture]
internal sealed class InUseTests
{
    [TestCase("Http:Listen", "Mqtt:Listen")]
    [TestCase("Mqtt:Listen", "Http:Listen")]
    public async Task Says_which_port_is_in_use(string taken, string free)
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var folder = TestInstallation.Create();
        var result = await folder.RunAsync($"--{taken}={other.LocalEndpoint}", $"--{free}=127.0.0.1:0");
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.ErrorLines, Has.Length.EqualTo(1), result.Error);
            Assert.That(result.Error, Does.Contain($"{taken}: {other.LocalEndpoint}").And.Contain($"--{taken}="));
        });
    }

    [Test]
    public async Task Says_that_the_port_of_mqtt_over_tls_is_in_use()
    {
        using var other = new TcpListener(IPAddress.IPv6Loopback, 0);
        other.Start();
        using var certificates = new TestCertificates();
        var (certificate, key, _) = certificates.Server();
        await using var folder = TestInstallation.Create();
        var result = await folder.RunAsync(
            "--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=[::1]:0", $"--Mqtt:Tls:Listen={other.LocalEndpoint}",
            $"--Mqtt:Tls:Certificate={folder.Write("a.pem", certificate)}", $"--Mqtt:Tls:Key={folder.Write("a.key", key)}");
        Assert.That((result.ExitCode, result.ErrorLines.Length), Is.EqualTo((1, 1)), result.Error);
        Assert.That(result.Error, Does.Contain($"Mqtt:Tls:Listen: {other.LocalEndpoint}"));
    }

    [Test]
    public async Task Says_which_data_folder_is_in_use()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();
        var result = await site.RunAsync("serve", "--Http:Listen=127.0.0.1:0", "--Mqtt:Listen=127.0.0.1:0");
        Assert.Multiple(() =>
        {
            Assert.That(result.ExitCode, Is.EqualTo(1));
            Assert.That(result.ErrorLines, Has.Length.EqualTo(1), result.Error);
            Assert.That(result.Error, Does.Contain(site.Data).And.Contain("--Data="));
        });
        Assert.That(await site.Server.StopAsync(), Is.Zero, "the first one was not disturbed");
    }

    [Test, Platform(Exclude = "Win"), UnsupportedOSPlatform("windows")]
    public async Task Keeps_the_data_folder_to_its_owner()
    {
        await using var site = TestInstallation.Create();
        await site.StartAsync();
        Assert.Multiple(() =>
        {
            Assert.That(File.GetUnixFileMode(site.Data), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
            Assert.That(File.GetUnixFileMode(Path.Combine(site.Data, "control", "socket")), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
        });
    }
}
