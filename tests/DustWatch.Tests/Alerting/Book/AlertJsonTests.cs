using System.Buffers;
using System.Text;
using System.Text.Json;
using DustWatch.Alerting;
using DustWatch.Alerting.Book;
using NUnit.Framework;
using static DustWatch.Tests.Alerting.Book.GivenAlerts;

namespace DustWatch.Tests.Alerting.Book;

internal sealed class AlertJsonTests
{
    private static readonly string[] ContractKeys =
        ("id, seq, point, enterprise, district, rule, level, active, acknowledged, stale, state, case, since, until, value, unit, limit, coverage, "
        + "projection, sentence, clause, assignee, episode, revision, previous").Split(", ");

    [Test]
    public void Has_the_contracts_keys_in_the_contracts_order()
    {
        using var json = JsonDocument.Parse(Write(Given()));

        Assert.That(json.RootElement.EnumerateObject().Select(p => p.Name).Take(ContractKeys.Length), Is.EqualTo(ContractKeys));
        Assert.That(json.RootElement.GetProperty("state").GetString(), Is.EqualTo("ACTIVE_UNACK"));
        Assert.That(json.RootElement.GetProperty("case").GetString(), Is.EqualTo("open"));
        Assert.That(json.RootElement.GetProperty("since").GetString(), Is.EqualTo("2025-03-03T00:10:00.000Z"));
        Assert.That(json.RootElement.GetProperty("projection").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public void Reads_back_what_it_wrote()
    {
        var full = AlertBook.Acknowledge(Given()) with
        {
            Seq = 7,
            Until = Minute(20),
            Assignee = "li",
            Previous = "p1~twa-resp~1",
            Projection = new Projection(1.5, Minute(30), null),
        };

        Assert.That(Read(Write(full)), Is.EqualTo(full));
        Assert.That(Read(Write(Given())), Is.EqualTo(Given()));
    }

    [Test]
    public void An_offline_alert_has_nulls_where_there_is_nothing()
    {
        var alert = AlertBook.Apply(null, Offline(Level.Normal, Level.Fault, 0, 10), Registry());

        Assert.That(alert, Is.Not.Null);
        Assert.That(Read(Write(alert)), Is.EqualTo(alert));
    }

    private static Alert Given() =>
        AlertBook.Apply(null, Transition(Level.Normal, Level.Exceeded, 10), Registry()) ?? throw new AssertionException("No alert came of it.");

    private static string Write(Alert alert)
    {
        var output = new ArrayBufferWriter<byte>();
        AlertJson.Write(alert, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static Alert Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        return AlertJson.Read(json.RootElement);
    }
}
