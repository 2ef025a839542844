using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DustWatch.Mqtt;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace DustWatch.Tests.Integration;

/// <summary>kill -9 under QoS 1 load, again and again on one data folder: nothing that was acknowledged is lost, nothing is judged or told twice.</summary>
[TestFixture]
internal sealed class KillTests
{
    private const int Seed = 20_250_303;
    private const int RoundsOfTestRun = 20;
    private const int Points = 4;
    private const int Inflight = 200;
    private const long IntervalMilliseconds = 10_000;

    private readonly int _rounds = int.TryParse(Environment.GetEnvironmentVariable("DUSTWATCH_KILL_ROUNDS"), CultureInfo.InvariantCulture, out var rounds) ? rounds : RoundsOfTestRun;
    private readonly long _start = Wall.DaysAgo(7);

    [Test]
    public async Task Keeps_every_acknowledged_sample_once_and_judges_as_if_undisturbed()
    {
        var random = new Random(Seed);
        await using var site = await TestInstallation.StartAsync(Registry(), "--Mqtt:AllowAnonymous=true");
        var load = new Load(_start, random);
        for (var round = 0; round < _rounds; round++)
        {
            await KillUnderLoadAsync(site, load, killAfter: random.Next(100, 1000));

            // A client sends again what was not acknowledged, or has lost it with its own power.
            load.GoOn(sendsAgain: round % 2 == 0);
            await site.StartAsync();
        }

        await site.Api.WaitUntilReadAsync();
        var found = await ReadHistoryAsync(site);
        Assert.Multiple(() =>
        {
            Assert.That(load.Acknowledged.Count(a => !found.TryGetValue(a.Key, out var value) || value != a.Value), Is.Zero, "acknowledged, and not in the history with its value");
            Assert.That(found.Count(f => !load.Sent.TryGetValue(f.Key, out var value) || value != f.Value), Is.Zero, "in the history, and never sent so");
            Assert.That(load.Acknowledged, Has.Count.GreaterThan(_rounds * 2 * 100));
        });

        var outcome = await site.OutcomeAsync();
        Assert.That(outcome, Has.Count.GreaterThan(200), "a load without transitions would prove nothing");
        Assert.That(outcome, Is.EqualTo(await site.BacktestAsync(ToCsv(found), Registry())), $"seed {Seed}");
        Assert.That((await site.DoAsync("ledger", "verify")).Single(), Does.EndWith("the chain holds"));
        Assert.That((await site.Api.ItemsAsync("alerts?limit=1000")).Select(a => (long?)a["seq"]), Is.Unique.And.Not.Empty);
        Assert.That(TransitionKeys(site), Is.Unique.And.Count.GreaterThanOrEqualTo(outcome.Count));
    }

    private static async Task KillUnderLoadAsync(TestInstallation site, Load load, int killAfter)
    {
        await using var client = await site.ConnectAsync(inflight: Inflight);
        var killing = Task.CompletedTask;
        var underWay = new Queue<(int Number, Task<MqttReasonCode> Answer)>();
        var count = 0;
        while (true)
        {
            var number = load.Next();
            underWay.Enqueue((number, client.PublishAsync(Load.TopicOf(number), load.PayloadOf(number), MqttQos.AtLeastOnce).AsTask()));
            if (underWay.Count < Inflight)
            {
                continue;
            }

            try
            {
                var (acknowledged, answer) = underWay.Dequeue();
                Assert.That(await answer, Is.EqualTo(MqttReasonCode.Success));
                load.Acknowledge(acknowledged);
            }
            catch (MqttClosedException)
            {
                break;
            }

            killing = ++count == killAfter ? site.KillAsync() : killing;
        }

        // What was acknowledged before the end came counts too.
        foreach (var (number, answer) in underWay)
        {
            if (await answer.ContinueWith(a => a.IsCompletedSuccessfully, TaskScheduler.Default))
            {
                load.Acknowledge(number);
            }
        }

        await killing;
        Assert.That(site.Server.Errors, Does.Not.Contain("does not hold"));
    }

    // Keys as "point quantity ts".
    private async Task<Dictionary<string, double>> ReadHistoryAsync(TestInstallation site)
    {
        var found = new Dictionary<string, double>();
        for (var point = 0; point < Points; point++)
        {
            foreach (var quantity in new[] { "dust_respirable", "noise_laeq" })
            {
                var range = $"from={Wall.Rfc3339(_start)}&to={Wall.Rfc3339(_start + 7 * 86_400_000L)}";
                foreach (var item in await site.Api.ItemsAsync($"points/k{point}/history?quantity={quantity}&{range}"))
                {
                    var t = DateTimeOffset.Parse((string?)item["t"] ?? "", CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
                    found.Add($"k{point},{quantity},{t}", (double)item["value"]!); // every item has one
                }
            }
        }

        return found;
    }

    private static string ToCsv(Dictionary<string, double> samples) =>
        "point,quantity,ts,value\n" + string.Concat(samples.Select(s => $"{s.Key},{Wall.Text(s.Value)}\n"));

    private static List<string> TransitionKeys(TestInstallation site)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(site.Data, "ledger.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT body FROM entry WHERE kind = 'transition'";
        using var rows = command.ExecuteReader();
        var keys = new List<string>();
        while (rows.Read())
        {
            var body = JsonNode.Parse(rows.GetString(0))!; // a transition is an object
            keys.Add($"{body["point"]} {body["rule"]} {body["at"]} {body["n"]} {body["revision"]}");
        }

        return keys;
    }

    // Shifts of twenty minutes: every one of them raises and ends alerts.
    private static string Registry()
    {
        static string Time(int minute) => string.Create(CultureInfo.InvariantCulture, $"{minute / 60 % 24:00}:{minute % 60:00}");
        var shifts = Enumerable.Range(0, 72).Select(i => $$"""{"name":"s{{i:00}}","start":"{{Time(i * 20)}}","end":"{{Time(i * 20 + 20)}}"}""");
        var points = Enumerable.Range(0, Points).Select(i =>
            $$"""{"id":"k{{i}}","enterprise":"e1","agent":"silica-10-50","quantities":["dust_respirable","noise_laeq"],"interval":"PT10S","calendar":"short"}""");
        return $$"""
            {"calendars":[{"id":"short","zone":"Asia/Shanghai","shifts":[{{string.Join(',', shifts)}}]}],
             "enterprises":[{"id":"e1","name":"one"}],
             "points":[{{string.Join(',', points)}}]}
            """;
    }

    /// <summary>Numbered messages: the points take turns, each with its own rising time; values from a seed, high enough for a short shift.</summary>
    private sealed class Load(long start, Random random)
    {
        private readonly List<(double Dust, double Noise)> _values = [];
        private int _next;
        private int _firstUnacknowledged;

        public Dictionary<string, double> Sent { get; } = [];

        public Dictionary<string, double> Acknowledged { get; } = [];

        public int Next()
        {
            if (_next == _values.Count)
            {
                // Every other interval is dusty, and some are loud, so that levels are passed at many different instants.
                _values.Add((Math.Round(random.Next(2) == 0 ? random.NextDouble() * 160 : random.NextDouble(), 3), Math.Round(70 + random.NextDouble() * 50, 1)));
            }

            Note(_next, Sent);
            return _next++;
        }

        public static string TopicOf(int number) => $"dustwatch/v1/e1/k{number % Points}/data";

        public byte[] PayloadOf(int number) => Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"ts":{{TimeOf(number)}},"values":{"dust_respirable":{{_values[number].Dust}},"noise_laeq":{{_values[number].Noise}} } }"""));

        public void Acknowledge(int number)
        {
            _firstUnacknowledged = Math.Max(_firstUnacknowledged, number + 1);
            Note(number, Acknowledged);
        }

        public void GoOn(bool sendsAgain) => _next = sendsAgain ? _firstUnacknowledged : _next;

        private long TimeOf(int number) => start + (number / Points + 1) * IntervalMilliseconds;

        private void Note(int number, Dictionary<string, double> samples)
        {
            samples[$"k{number % Points},dust_respirable,{TimeOf(number)}"] = _values[number].Dust;
            samples[$"k{number % Points},noise_laeq,{TimeOf(number)}"] = _values[number].Noise;
        }
    }
}
