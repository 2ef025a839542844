using NUnit.Framework;

namespace DustWatch.Tests.Mqtt.Clauses;

/// <summary>The clauses of both standards, each broken or used by a script, against the endpoint and, the same scripts, against mosquitto.</summary>
public sealed class ClauseTests
{
    private static readonly IReadOnlyList<Clause> Clauses = Clause.ReadAll(Path.Combine(AppContext.BaseDirectory, "Mqtt", "Clauses"));

    private EndpointUnderTest _endpoint = null!; // OneTimeSetUp
    private MosquittoBroker _mosquitto = null!; // OneTimeSetUp

    [OneTimeSetUp]
    public async Task Start()
    {
        _endpoint = await EndpointUnderTest.BrokerAsync(new() { BanAfterFailures = 0, MaxPacketSize = 4096, TopicAliasMaximum = 10, MaxInflight = 20, LingerTime = TimeSpan.FromMilliseconds(1) });
        _mosquitto = await MosquittoBroker.StartAsync();
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        await _endpoint.DisposeAsync();
        await _mosquitto.DisposeAsync();
    }

    private static IEnumerable<TestCaseData> All() => Clauses.Select((clause, index) => new TestCaseData(index).SetArgDisplayNames(clause.ToString()));

    [TestCaseSource(nameof(All))]
    public async Task The_endpoint_keeps(int index)
    {
        using var run = new ClauseRun(Clauses[index], _endpoint.Port, isOurs: true);
        await run.RunAsync();
    }

    [TestCaseSource(nameof(All))]
    public async Task Mosquitto_keeps_or_differs_as_written(int index)
    {
        using var run = new ClauseRun(Clauses[index], _mosquitto.Port, isOurs: false);
        await run.RunAsync();
    }

    [Test]
    public void A_difference_has_its_reason() =>
        Assert.That(Clauses.Where(clause => clause.HasDifference != (clause.Why is not null)), Is.Empty);

    [Test]
    public void There_are_clauses() => Assert.That(Clauses, Has.Count.GreaterThan(150));
}
