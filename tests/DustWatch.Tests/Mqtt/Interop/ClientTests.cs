using System.Globalization;
using DustWatch.Mqtt;
using DustWatch.Tests.Architecture;
using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Interop;

/// <summary>Clients that are not ours, in both versions, against the endpoint as a broker: all QoS, retained messages, sessions, wills, request and response, shared subscriptions.</summary>
public sealed class ClientTests
{
    private static readonly string[] Steps = ["qos", "retained", "session", "will"];

    private EndpointUnderTest _server = null!; // SetUp

    [SetUp]
    public async Task Start() => _server = await EndpointUnderTest.BrokerAsync();

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    private string Port => _server.Port.ToString(CultureInfo.InvariantCulture);

    [TestCase("4")]
    [TestCase("5")]
    public async Task Paho_of_Python(string version) => Assert.That(
        await ForeignProgram.RunAsync("/usr/bin/python3", [ScriptOf("scenario.py"), Port, version]), // Debian's own Python, which alone sees Debian's packages
        Is.EqualTo(version == "5" ? [.. Steps, "request"] : Steps));

    [Test]
    public async Task Mqtt_js([Values("4", "5")] string version, [Values("mqtt", "ws")] string scheme) => Assert.That(
        await ForeignProgram.RunAsync("node", [ScriptOf("scenario.mjs"), Path.Combine(Repository.Root, "dashboard", "web"), scheme == "ws" ? _server.WebSocket.ToString() : $"mqtt://127.0.0.1:{Port}", version]),
        Is.EqualTo(version == "5" ? [.. Steps, "request", "shared"] : Steps));

    [TestCase("311", 0)]
    [TestCase("311", 1)]
    [TestCase("311", 2)]
    [TestCase("5", 0)]
    [TestCase("5", 1)]
    [TestCase("5", 2)]
    public async Task Mosquitto_pub_and_sub(string version, int qos)
    {
        var heard = ForeignProgram.RunAsync("mosquitto_sub", ["-h", "127.0.0.1", "-p", Port, "-V", version, "-q", $"{qos}", "-t", "m/+", "-C", "2", "-F", "%t %q %p"]);
        while (_server.Endpoint.Publish(new() { Topic = "m/first"u8.ToArray(), Payload = "1"u8.ToArray(), Qos = (MqttQos)qos }) == 0)
        {
            await Task.Yield(); // until it has subscribed
        }

        await ForeignProgram.RunAsync("mosquitto_pub", ["-h", "127.0.0.1", "-p", Port, "-V", version, "-q", $"{qos}", "-t", "m/second", "-m", "2"]);
        Assert.That(await heard, Is.EqualTo(new[] { $"m/first {qos} 1", $"m/second {qos} 2" }));
    }

    private static string ScriptOf(string name) => Path.Combine(Repository.Root, "tests", "DustWatch.Tests", "Mqtt", "Interop", name);
}
