using DustWatch.Backends.Influx;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Tests.Integration;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>What is done about each answer that a server may give.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InfluxWriterTests : IAsyncDisposable
{
    private static readonly Instant Arrival = new(1_700_000_100_000);
    private static readonly TimeSpan Tenth = TimeSpan.FromMilliseconds(100);

    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _clock = new(Arrival);
    private ScriptedInflux _server;
    private NearAndInflux _history;

    [SetUp]
    public async Task Start()
    {
        _server = await ScriptedInflux.StartAsync();
        _history = Open(_server.Options);
    }

    public async ValueTask DisposeAsync()
    {
        await _history.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Writes_compressed_lines_with_organisation_bucket_precision_and_token()
    {
        await Write(Batch(1, Sample(0, 1) with { Value = 820_000 }, Sample(1, 2) with { Flag = SampleFlag.Fault }, Sample(0, 3) with { Flag = SampleFlag.OverRange, Value = 20_000_000 }));

        var write = _server.Writes.Single();
        Assert.That(write.Path, Is.EqualTo("/api/v2/write?org=org%201&bucket=dust&precision=ms"));
        Assert.That(write.Encoding, Is.EqualTo("gzip"));
        Assert.That(write.Authorization, Is.EqualTo("Token t0ken"));
        Assert.That(write.Lines, Is.EqualTo(new[]
        {
            "sample,enterprise=e1,point=p1,quantity=dust_respirable value=0.82 1700000001000",
            "sample,enterprise=e1,point=p2,quantity=dust_respirable invalid=0.000002,flag=\"D\" 1700000002000",
            "sample,enterprise=e1,point=p1,quantity=dust_respirable value=20,flag=\"T\" 1700000003000",
        }));
    }

    [Test]
    public async Task Finds_a_bad_line_sets_it_aside_with_the_reason_and_stores_its_neighbours([Values(0, 1, 50, 98, 99)] int bad, [Values(400, 422)] int status)
    {
        await Write(Batch(1, Sample(1, 0))); // from then on a refusal is for a line's sake
        var badTime = Sample(0, bad).Time.Milliseconds.ToString();
        _server.Answer = write => Task.FromResult(write.Lines.Any(l => l.EndsWith(badTime, StringComparison.Ordinal)) ? new ScriptedAnswer(status, """{"code":"invalid","message":"field type conflict"}""") : ScriptedAnswer.Stored);

        await Write(Batch(2, Samples(100)));

        Assert.That(Times(), Is.EquivalentTo(Samples(100).Where((_, i) => i != bad).Select(s => s.Time.Milliseconds)));
        Assert.That(_history.Influx.Counts.SetAside, Is.EqualTo(1));
        Assert.That(_history.Position, Is.EqualTo(2));
        Assert.That(_server.Writes, Has.Count.LessThan(20), "halving takes two writes a level");
        var kept = await File.ReadAllTextAsync(_folder.File("influx.refused"));
        Assert.That(kept, Does.StartWith("# ").And.Contain("field type conflict").And.EndWith($" {badTime}\n"));
    }

    [Test]
    public async Task Sets_lines_aside_at_once_when_the_server_says_that_it_dropped_them_all()
    {
        _server.Answer = _ => Task.FromResult(new ScriptedAnswer(400, """{"error":"partial write: points beyond retention policy dropped=100"}"""));

        await Write(Batch(1, Samples(100)));

        Assert.That(_server.Writes, Has.Count.EqualTo(1));
        Assert.That(_history.Influx.Counts.SetAside, Is.EqualTo(100));
    }

    [Test]
    public async Task Takes_the_settings_for_wrong_and_no_line_for_bad_while_nothing_has_ever_been_stored()
    {
        _server.Answer = _ => Task.FromResult(new ScriptedAnswer(400, """{"message":"organization name is wrong"}"""));
        var writing = Write(Batch(1, Samples(4)));
        await TroubleAsync("organization name is wrong");
        _server.Answer = _ => Task.FromResult(ScriptedAnswer.Stored);
        await AdvanceUntilAsync(writing);

        Assert.That(Times(), Is.EqualTo(Samples(4).Select(s => s.Time.Milliseconds)));
        Assert.That(_history.Influx.Counts.SetAside, Is.Zero);
    }

    [Test]
    public async Task Halves_what_is_too_large()
    {
        _server.Answer = write => Task.FromResult(write.Lines.Length > 30 ? new ScriptedAnswer(413) : ScriptedAnswer.Stored);

        await Write(Batch(1, Samples(100)));

        Assert.That(Times(), Is.EqualTo(Samples(100).Select(s => s.Time.Milliseconds)));
        Assert.That(_history.Influx.Counts.SetAside, Is.Zero);
    }

    [TestCase(401, "History:Token")]
    [TestCase(403, "History:Token")]
    [TestCase(404, "History:Bucket")]
    [TestCase(405, "History:Url")]
    [TestCase(302, "History:Url")]
    [TestCase(408, "408")]
    [TestCase(429, "429")]
    [TestCase(500, "500")]
    [TestCase(503, "503")]
    [TestCase(0, "")]
    public async Task Says_what_is_wrong_and_keeps_the_lines_until_they_are_taken(int status, string named)
    {
        _server.Answer = write => Task.FromResult(write.Number <= 3 ? new ScriptedAnswer(status, status == 0 ? null : """{"error":"the reason"}""") : ScriptedAnswer.Stored);
        var writing = Write(Batch(1, Samples(10)));
        var trouble = await TroubleAsync(named);
        Assert.That(trouble.Since, Is.EqualTo(Arrival));
        Assert.That(_history.Position, Is.Zero);
        await AdvanceUntilAsync(writing);

        Assert.That(Times(), Is.EqualTo(Samples(10).Select(s => s.Time.Milliseconds)));
        Assert.That(_server.Writes.Select(w => w.Lines.Length), Is.All.EqualTo(10), "nothing is halved for another reason than a line");
        Assert.That((_history.Influx.Counts.Trouble, _history.Influx.Counts.SetAside, _history.Position), Is.EqualTo(((InfluxTrouble?)null, 0L, 1L)));
    }

    [Test]
    public async Task Sends_again_what_was_cut_off_in_the_middle_of_the_answer()
    {
        _server.Answer = write => Task.FromResult(write.Number == 1 ? new ScriptedAnswer(500, "half an ans", IsCut: true) : ScriptedAnswer.Stored);
        var writing = Write(Batch(1, Samples(10)));
        await AdvanceUntilAsync(writing);

        Assert.That(Times(), Is.EqualTo(Samples(10).Select(s => s.Time.Milliseconds)));
    }

    [Test]
    public async Task Sends_again_what_is_not_answered_in_time()
    {
        _server.Answer = write => write.Number == 1 ? new TaskCompletionSource<ScriptedAnswer>().Task : Task.FromResult(ScriptedAnswer.Stored);
        var writing = Write(Batch(1, Samples(10)));
        await AdvanceUntilAsync(writing);

        Assert.That(Times(), Is.EqualTo(Samples(10).Select(s => s.Time.Milliseconds)));
        Assert.That(_history.Influx.Counts.Retries, Is.EqualTo(new[] { ("timeout", 1L) }));
    }

    [TestCase(429)]
    [TestCase(503)]
    public async Task Leaves_a_server_alone_as_long_as_it_asks_for(int status)
    {
        var asked = new List<Instant>();
        _server.Answer = write =>
        {
            asked.Add(_clock.Now);
            return Task.FromResult(write.Number == 1 ? new ScriptedAnswer(status, RetryAfter: "70") : ScriptedAnswer.Stored);
        };
        var writing = Write(Batch(1, Samples(10)));
        await AdvanceUntilAsync(writing);

        Assert.That(asked[1] - asked[0], Is.InRange(70_000, 71_000));
    }

    [Test]
    public async Task Holds_the_mark_before_what_is_not_stored_though_later_batches_are()
    {
        var gate = new TaskCompletionSource<ScriptedAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = write => write.Lines.Any(l => l.EndsWith(" 1700000000000", StringComparison.Ordinal)) ? gate.Task : Task.FromResult(ScriptedAnswer.Stored);
        LogRecord[] records = [Batch(1, Sample(0, 0)), Batch(2, Sample(0, 1)), Batch(3, Sample(0, 2))];
        await _history.DisposeAsync();
        _history = Open(_server.Options with { BatchLinesMaximum = 1 });
        var writing = Write(records);
        await Eventually.IsTrueAsync(() => Task.FromResult(_server.Stored.Count == 2), "the batches after the first");
        Assert.That(_history.Position, Is.Zero);
        gate.SetResult(ScriptedAnswer.Stored);
        await writing;

        Assert.That(_history.Position, Is.EqualTo(3));
    }

    [Test]
    public async Task Begins_at_the_beginning_of_the_log_for_another_server()
    {
        await Write(Batch(1, Samples(3)));
        await _history.DisposeAsync();
        _history = Open(_server.Options);
        Assert.That(_history.Position, Is.EqualTo(1));
        await _history.DisposeAsync();
        _history = Open(_server.Options with { Bucket = "other" });
        Assert.That(_history.Position, Is.Zero);
    }

    [Test]
    public async Task Takes_no_more_than_it_may_have_under_way()
    {
        var gate = new TaskCompletionSource<ScriptedAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = _ => gate.Task;
        await _history.DisposeAsync();
        _history = Open(_server.Options with { BatchLinesMaximum = 10, InFlightMaximum = 2 });
        var writing = Write(Batch(1, Samples(100)));
        await Eventually.IsTrueAsync(() => Task.FromResult(_server.Writes.Count == 2), "two writes");
        gate.SetResult(ScriptedAnswer.Stored);
        await writing;

        Assert.That(_server.Writes, Has.Count.EqualTo(10));
        Assert.That(Times(), Is.EquivalentTo(Samples(100).Select(s => s.Time.Milliseconds)));
    }

    [Test]
    public async Task Goes_on_while_one_answer_is_slow_and_says_only_what_is_stored_without_a_gap()
    {
        var gate = new TaskCompletionSource<ScriptedAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var slow = Sample(0, 1).Time.Milliseconds.ToString();
        _server.Answer = write => write.Lines.Any(l => l.EndsWith(slow, StringComparison.Ordinal)) ? gate.Task : Task.FromResult(ScriptedAnswer.Stored);
        await _history.DisposeAsync();
        _history = Open(_server.Options with { BatchLinesMaximum = 1, InFlightMaximum = 2, OvertakingMaximum = 5 });
        await Write(Batch(1, Sample(0, 0)));
        var reached = _history.Position;
        var writing = Write([.. Enumerable.Range(1, 20).Select(i => Batch(i + 1, Sample(0, i)))]);
        await Eventually.IsTrueAsync(() => Task.FromResult(_server.Stored.Count == 6), "those that may overtake it");
        var during = _history.Position;
        gate.SetResult(ScriptedAnswer.Stored);
        await writing;

        Assert.That((reached, during, _history.Position), Is.EqualTo((1L, 1L, 21L)));
        Assert.That(Times(), Is.EquivalentTo(Enumerable.Range(0, 21).Select(i => Sample(0, i).Time.Milliseconds)));
    }

    [Test]
    public async Task Drains_a_backlog_in_order_but_for_what_may_overtake_one()
    {
        var failing = true;
        _server.Answer = _ => Task.FromResult(Volatile.Read(ref failing) ? new ScriptedAnswer(503) : ScriptedAnswer.Stored);
        await _history.DisposeAsync();
        _history = Open(_server.Options with { BatchLinesMaximum = 1, OvertakingMaximum = 5 });
        var writing = Write([.. Enumerable.Range(0, 60).Select(i => Batch(i + 1, Sample(0, i)))]);
        await TroubleAsync("503");
        Volatile.Write(ref failing, false);
        await AdvanceUntilAsync(writing);

        var order = Times().Select((time, place) => Math.Abs(((time - Sample(0, 0).Time.Milliseconds) / 1000) - place)).ToList();
        Assert.That(order, Has.Count.EqualTo(60).And.All.LessThanOrEqualTo(5));
    }

    [TestCase("http://127.0.0.1:8086", false)]
    [TestCase("http://localhost:8086", false)]
    [TestCase("https://influx.example.org", true)]
    public void Compresses_what_leaves_the_machine(string url, bool isCompressed) =>
        Assert.That(new InfluxOptions(new Uri(url), InfluxApi.V2, "dust").IsCompressed, Is.EqualTo(isCompressed));

    [Test]
    public async Task Writes_plain_lines_when_they_are_not_compressed()
    {
        await _history.DisposeAsync();
        _history = Open(_server.Options with { IsCompressed = false });
        await Write(Batch(1, Samples(3)));

        Assert.That((_server.Writes.Single().Encoding, _server.Stored.Count), Is.EqualTo(("", 3)));
    }

    [Test]
    public void Says_nowhere_what_is_secret() =>
        Assert.That($"{_server.Options} {_server.Options with { User = "u", Password = "s3cret" }}", Does.Not.Contain("t0ken").And.Not.Contain("s3cret"));

    private NearAndInflux Open(InfluxOptions options) =>
        new(options, _folder.Path, Given.Registry(Given.Point("p1"), Given.Point("p2", number: 1)), _clock);

    private IEnumerable<long> Times() => _server.Stored.Where(l => l.Contains("point=p1", StringComparison.Ordinal)).Select(l => long.Parse(l[(l.LastIndexOf(' ') + 1)..]));

    private async Task<InfluxTrouble> TroubleAsync(string named) =>
        (await Eventually.GetAsync(() => Task.FromResult(_history.Influx.Counts.Trouble), t => t?.Reason.Contains(named, StringComparison.Ordinal) == true, "trouble"))!;

    private async Task AdvanceUntilAsync(Task writing)
    {
        await Eventually.IsTrueAsync(
            () =>
            {
                _clock.Advance(Tenth);
                return Task.FromResult(writing.IsCompleted);
            },
            "the write to end");
        await writing;
    }

    private static SampleBatch Batch(long position, params Sample[] samples) => new(position, Arrival, samples);

    private Task Write(params LogRecord[] records) => _history.WriteAsync(records, CancellationToken.None).AsTask();
}
