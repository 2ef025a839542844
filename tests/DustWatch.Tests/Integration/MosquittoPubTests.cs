using DustWatch.Tests.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>A client that is not ours: mosquitto_pub of the Debian package mosquitto-clients.</summary>
public sealed class MosquittoPubTests
{
    [TestCase("5", 0)]
    [TestCase("5", 1)]
    [TestCase("311", 0)]
    [TestCase("311", 1)]
    public async Task Mosquitto_pub_publishes_to_the_endpoint(string version, int qos)
    {
        await using var server = await new EndpointUnderTest().StartAsync();
        const string payload = """{"ts":1700000000000,"values":{"dust_respirable":0.82}}""";
        var exitCode = await MosquittoPub.RunAsync(server.Port, ["-V", version, "-q", $"{qos}", "-i", "d1", "-u", "d1", "-P", "secret",
            "-t", "dustwatch/v1/e01/e01-p01/data", "-m", payload, "--will-topic", "s", "--will-payload", "offline", "--will-retain", "--will-qos", "1"]);

        Assert.That(exitCode, Is.Zero);
        Assert.That(await server[0].MessageAsync(), Is.EqualTo("dustwatch/v1/e01/e01-p01/data=" + payload));
        await server[0].EndAsync();
        Assert.That(server[0].Waiting, Is.Zero, "a normal goodbye publishes no will");
        Assert.That(server.Connects.Single(), Has.Property("UserName").EqualTo("d1").And.Property("Will").Not.Null);
    }

    [TestCase("5")]
    [TestCase("311")]
    public async Task Mosquitto_pub_sends_a_long_backlog_at_qos_1(string version)
    {
        await using var server = await new EndpointUnderTest { Options = new() { MaxInflight = 5 } }.StartAsync();
        var lines = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}\n"));
        Assert.That(await MosquittoPub.RunAsync(server.Port, ["-V", version, "-q", "1", "-t", "t", "-l", "-i", "d1"], lines), Is.Zero);
        for (var i = 0; i < 2000; i++)
        {
            Assert.That(await server[0].MessageAsync(), Is.EqualTo($"t={i}"));
        }
    }

    [Test]
    public async Task Mosquitto_pub_is_told_that_it_may_not_connect()
    {
        await using var server = await new EndpointUnderTest { Judge = _ => DustWatch.Mqtt.MqttAdmission.Refuse(DustWatch.Mqtt.MqttReasonCode.BadUserNameOrPassword) }.StartAsync();
        Assert.That(await MosquittoPub.RunAsync(server.Port, ["-V", "311", "-t", "t", "-m", "x"]), Is.EqualTo(4));
    }
}
