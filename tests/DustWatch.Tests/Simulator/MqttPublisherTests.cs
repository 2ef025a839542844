using System.CommandLine;
using DustWatch.Mqtt;
using DustWatch.Simulator.Commands;
using DustWatch.Simulator.Feed;
using DustWatch.Simulator.Scenario;
using DustWatch.Tests.Mqtt;
using NUnit.Framework;

namespace DustWatch.Tests.Simulator;

[TestFixture]
internal sealed class MqttPublisherTests
{
    [Test]
    public async Task Publishes_with_QoS_1_and_counts_what_was_refused()
    {
        await using var endpoint = await new EndpointUnderTest
        {
            NewSession = () => new FakeSession { Answer = text => text.StartsWith("bad=", StringComparison.Ordinal) ? MqttReasonCode.PayloadFormatInvalid : MqttReasonCode.Success },
        }.StartAsync();
        await using var publisher = await MqttPublisher.ConnectAsync(OptionsOf(endpoint), TimeProvider.System, CancellationToken.None);
        await publisher.PublishAsync("good", "1"u8.ToArray(), CancellationToken.None);
        await publisher.PublishAsync("bad", "2"u8.ToArray(), CancellationToken.None);
        Assert.Multiple(async () =>
        {
            Assert.That(await endpoint[0].MessageAsync(), Is.EqualTo("good=1"));
            Assert.That(await endpoint[0].MessageAsync(), Is.EqualTo("bad=2"));
            Assert.That((publisher.Messages, publisher.Refused), Is.EqualTo((2L, 1L)));
        });
    }

    [Test]
    public async Task Brings_the_demo_to_an_endpoint()
    {
        await using var endpoint = await new EndpointUnderTest().StartAsync();
        await using var publisher = await MqttPublisher.ConnectAsync(OptionsOf(endpoint), TimeProvider.System, CancellationToken.None);
        var feed = new DemoFeed(DemoDistrict.Create(1), 1, publisher.PublishAsync, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var run = feed.RunAsync(stop.Token);
        var topics = new HashSet<string>();
        while (topics.Count < DemoDistrict.FedPoints)
        {
            topics.Add((await endpoint[0].MessageAsync()).Split('=')[0]);
        }

        await stop.CancelAsync();
        Assert.That(async () => await run, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(topics, Does.Contain("dustwatch/v1/e24/e24-p08/data"));
    }

    [Test]
    public async Task Goes_on_over_another_connection()
    {
        var time = new ManualTime();
        await using var endpoint = await new EndpointUnderTest().StartAsync();
        var never = TimeSpan.FromDays(40); // whatever the test moves the time by
        await using var publisher = await MqttPublisher.ConnectAsync(OptionsOf(endpoint) with { KeepAlive = TimeSpan.Zero, ConnectTimeout = never, WriteTimeout = never }, time, CancellationToken.None);
        endpoint.Peers.Single().Disconnect(MqttReasonCode.AdministrativeAction);
        await endpoint[0].EndAsync();
        var publishing = publisher.PublishAsync("a", "1"u8.ToArray(), CancellationToken.None).AsTask();
        while (!publishing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await publishing;
        Assert.That(await endpoint[1].MessageAsync(), Is.EqualTo("a=1"));
    }

    [Test]
    public async Task Says_why_there_is_no_first_connection()
    {
        await using var endpoint = await new EndpointUnderTest { Judge = _ => MqttAdmission.Refuse(MqttReasonCode.NotAuthorized, "not you") }.StartAsync();
        Assert.That(
            async () => await MqttPublisher.ConnectAsync(OptionsOf(endpoint), TimeProvider.System, CancellationToken.None),
            Throws.TypeOf<MqttConnectException>().With.Message.EqualTo("not you"));
    }

    [TestCase("mqtts://broker", "broker", 8883, null)]
    [TestCase("mqtt://broker", "broker", 1883, null)]
    [TestCase("mqtt://d1@10.0.0.7:2883", "10.0.0.7", 2883, "d1")]
    [TestCase("mqtt://[::1]:1884/", "::1", 1884, null)]
    public void Reads_a_brokers_address(string text, string host, int port, string? user)
    {
        var address = Parse(text, out var errors);
        Assert.Multiple(() =>
        {
            Assert.That(errors, Is.Empty);
            Assert.That(address?.Host.Trim('[', ']'), Is.EqualTo(host));
            Assert.That((address?.Port, address?.UserName), Is.EqualTo(((int?)port, user)));
        });
    }

    [TestCase("broker")]
    [TestCase("http://broker")]
    [TestCase("mqtt://broker/path")]
    [TestCase("mqtt://user:hunter2@broker")]
    public void Refuses_what_is_no_address_and_never_repeats_a_password(string text)
    {
        Parse(text, out var errors);
        Assert.Multiple(() =>
        {
            Assert.That(errors, Has.Count.EqualTo(1));
            Assert.That(errors, Has.All.Contains("mqtt://[user@]host[:port]"));
            Assert.That(errors, Has.None.Contains("hunter2"));
        });
    }

    private static MqttClientOptions OptionsOf(EndpointUnderTest endpoint) => BrokerAddress.OptionsOf(new MqttAddress("127.0.0.1", endpoint.Port, UserName: null, IsTls: false));

    private static MqttAddress? Parse(string text, out List<string> errors)
    {
        var option = BrokerAddress.CreateOption();
        var parsed = new RootCommand { option }.Parse(["--broker", text]);
        errors = [.. parsed.Errors.Select(e => e.Message)];
        return errors.Count == 0 ? parsed.GetValue(option) : null;
    }
}
