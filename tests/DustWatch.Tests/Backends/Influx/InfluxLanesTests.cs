using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Measurements;
using DustWatch.Tests.Integration;
using NUnit.Framework;
using static DustWatch.Tests.Backends.LogReading;

namespace DustWatch.Tests.Backends.Influx;

/// <summary>What was left behind is stored beside what comes now, oldest first, and nothing is lost whoever stops when.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class InfluxLanesTests : IAsyncDisposable
{
    private const int Behind = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly Registry _registry = Given.Registry(Given.Point("p1"));
    private readonly TaskCompletionSource<ScriptedAnswer> _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ScriptedInflux _server;
    private SqliteSampleLog _log;
    private SqliteHistory _near;

    [SetUp]
    public async Task Start()
    {
        _server = await ScriptedInflux.StartAsync();
        _log = new SqliteSampleLog(_folder.File("log.db"), new ManualTime(Sample(0, 1_000).Time));
        _near = new SqliteHistory(_folder.File("history.db"), LogReading.KeptForEver);
        for (var i = 0; i < Behind; i++)
        {
            await _log.AppendAsync([Sample(0, i)]); // a record each
        }

        // What was left behind is not answered until a test says so.
        _server.Answer = write => write.Lines.Any(IsOld) ? _gate.Task : Task.FromResult(ScriptedAnswer.Stored);
    }

    public async ValueTask DisposeAsync()
    {
        await _near.DisposeAsync();
        await _log.DisposeAsync();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task Stores_what_comes_now_before_what_was_left_behind_and_that_in_order()
    {
        await RunAsync(async history =>
        {
            await LeftBehindAsync(history);
            await AppendAndAwaitAsync(Sample(0, 500));
            Assert.That((history.Position, history.FurthestPosition), Is.LessThan(((long)Behind, _log.End + 1)));
            _gate.SetResult(ScriptedAnswer.Stored);
            await ReachedAsync(history);
        });

        Assert.That(_server.Stored.Where(IsOld).Select(TimeOf), Is.EqualTo(Samples(Behind).Select(s => s.Time.Milliseconds)));
        Assert.That(_server.Stored.Count(IsSample), Is.EqualTo(Behind + 1));
    }

    [Test]
    public async Task Goes_on_with_what_was_left_behind_after_a_stop()
    {
        await RunAsync(async history =>
        {
            await LeftBehindAsync(history);
            await AppendAndAwaitAsync(Sample(0, 500));
        });
        _server.Answer = _ => Task.FromResult(ScriptedAnswer.Stored);
        await RunAsync(async history =>
        {
            await AppendAndAwaitAsync(Sample(0, 501));
            await ReachedAsync(history);
        });

        Assert.That(_server.Stored.Where(IsSample).Select(TimeOf).Distinct(), Is.EquivalentTo(Samples(Behind).Append(Sample(0, 500)).Append(Sample(0, 501)).Select(s => s.Time.Milliseconds)));
    }

    [Test]
    public async Task Lets_the_first_of_two_samples_of_one_time_stand_though_the_second_is_sent_first()
    {
        await RunAsync(async history =>
        {
            await LeftBehindAsync(history);
            _server.Answer = write => write.Lines.Any(l => IsOld(l) && TimeOf(l) != Sample(0, 7).Time.Milliseconds) ? _gate.Task : Task.FromResult(ScriptedAnswer.Stored);
            await AppendAndAwaitAsync(Sample(0, 7) with { Value = 999_999 });
            _gate.SetResult(ScriptedAnswer.Stored);
            await ReachedAsync(history);
        });

        Assert.That(_server.Stored.Where(l => IsSample(l) && TimeOf(l) == Sample(0, 7).Time.Milliseconds).ToList(), Has.Count.EqualTo(2).And.All.Contains(" value=0.000007 "));
    }

    [Test]
    public async Task Begins_where_the_log_was_cut_when_the_server_is_a_new_one()
    {
        await _log.DisposeAsync();
        _log = new SqliteSampleLog(_folder.File("cut.db"), new ManualTime(Sample(0, 1_000).Time), endMinimum: 1_000);
        await RunAsync(async history =>
        {
            await AppendAndAwaitAsync(Sample(0, 500));
            await ReachedAsync(history);
        });

        Assert.That(_server.Stored.Where(IsSample).Select(TimeOf), Is.EqualTo(new[] { Sample(0, 500).Time.Milliseconds }));
    }

    [Test]
    public async Task Says_what_may_be_cut_only_when_the_mark_is_on_disk()
    {
        _server.Answer = _ => Task.FromResult(ScriptedAnswer.Stored);
        var reached = 0L;
        await RunAsync(async history =>
        {
            await ReachedAsync(history);
            reached = history.SavedPosition;
        });

        var options = _server.Options;
        await using var again = new InfluxHistory(options, _folder.Path, _near, null, () => _registry, _ => _registry, TimeProvider.System);
        Assert.That(again.SavedPosition, Is.GreaterThanOrEqualTo(reached).And.EqualTo(again.Position));
    }

    private async Task RunAsync(Func<InfluxHistory, Task> actAsync)
    {
        var options = _server.Options with { BatchLinesMaximum = 1, InFlightMaximum = 1, OvertakingMaximum = 0, LeftBehindRecordsMinimum = 20 };
        await using var history = new InfluxHistory(options, _folder.Path, _near, null, () => _registry, _ => _registry, TimeProvider.System);
        using var stopping = new CancellationTokenSource();
        var running = history.RunAsync(_log, WriteNearAsync, stopping.Token);
        await actAsync(history);
        await stopping.CancelAsync();
        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
    }

    // As the pipeline does: the near history is never behind.
    private async Task WriteNearAsync(long position, CancellationToken cancellationToken) =>
        await _near.WriteAsync(await _log.ReadToAsync(position, Math.Max(_near.Position, _log.First - 1)), cancellationToken);

    private async Task AppendAndAwaitAsync(Sample sample)
    {
        await _log.AppendAsync([sample]);
        await Eventually.IsTrueAsync(() => Task.FromResult(_server.Stored.Any(l => IsSample(l) && TimeOf(l) == sample.Time.Milliseconds)), "the new sample");
    }

    private static Task LeftBehindAsync(InfluxHistory history) => Eventually.IsTrueAsync(() => Task.FromResult(history.BehindRecords == Behind), "the range");

    // With the ticks that a log always has: what is due, and had to wait for its turn, is written at the next.
    private Task ReachedAsync(InfluxHistory history)
    {
        var end = _log.End;
        return Eventually.IsTrueAsync(
            async () =>
            {
                await _log.TickAsync();
                return history.Position >= end;
            },
            "all of it");
    }

    private static bool IsSample(string line) => line.StartsWith("sample,", StringComparison.Ordinal);

    private static bool IsOld(string line) => IsSample(line) && TimeOf(line) < Sample(0, Behind).Time.Milliseconds;

    private static long TimeOf(string line) => long.Parse(line[(line.LastIndexOf(' ') + 1)..]);
}
