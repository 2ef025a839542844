using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Security;
using DustWatch.Tests.Backends;
using DustWatch.Tests.Integration;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace DustWatch.Tests.Dashboard;

/// <summary>A renewed certificate is shown from the next look on; files that cannot be used leave the one before.</summary>
public sealed class ListenerCertificateTests
{
    private readonly TestCertificates _certificates = new();
    private readonly ManualTime _time = new();
    private readonly TemporaryFolder _folder = new();

    [TearDown]
    public void Remove()
    {
        _folder.Dispose();
        _certificates.Dispose();
    }

    [Test]
    public void Looks_once_a_second_and_waits_for_files_that_belong_together()
    {
        var (certificate, key, serial) = _certificates.Server();
        var (renewed, renewedKey, renewedSerial) = _certificates.Server();
        Write(certificate, key);
        var listener = new ListenerCertificate(new TlsFiles(_folder.File("c"), _folder.File("k")), ["mqtt"], _time, NullLogger.Instance);

        Write(renewed, key);
        Assert.That(SerialOf(listener), Is.EqualTo(serial), "not looked yet");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(SerialOf(listener), Is.EqualTo(serial), "the key is still the old one");
        Write(renewed, "");
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(SerialOf(listener), Is.EqualTo(serial), "the key is being written");
        Write(renewed, renewedKey);
        _time.Advance(TimeSpan.FromSeconds(0.999));
        Assert.That(SerialOf(listener), Is.EqualTo(serial));
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.That(SerialOf(listener), Is.EqualTo(renewedSerial));
        File.Delete(_folder.File("c"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(SerialOf(listener), Is.EqualTo(renewedSerial), "the file is gone");
    }

    private static string? SerialOf(ListenerCertificate listener) => listener.Current.ServerCertificateContext?.TargetCertificate.SerialNumber;

    private void Write(string certificate, string key)
    {
        File.WriteAllText(_folder.File("c"), certificate);
        File.WriteAllText(_folder.File("k"), key);
    }
}
