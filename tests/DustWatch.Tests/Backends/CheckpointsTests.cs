using System.Buffers;
using System.Text;
using DustWatch.Backends;
using DustWatch.Measurements;
using NUnit.Framework;

namespace DustWatch.Tests.Backends;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CheckpointsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Checkpoints _checkpoints;

    public CheckpointsTests() => _checkpoints = new Checkpoints(_folder.File("checkpoints"));

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Finds_nothing_at_first()
    {
        Assert.That(Load(0, long.MaxValue), Is.Null);
    }

    [Test]
    public void Gives_back_the_newest_at_or_before_a_position()
    {
        Save(0, 10, "ten");
        Save(0, 20, "twenty");

        Assert.That(Load(0, 9), Is.Null);
        Assert.That(Load(0, 10), Is.EqualTo((10L, "ten")));
        Assert.That(Load(0, 19), Is.EqualTo((10L, "ten")));
        Assert.That(Load(0, 20), Is.EqualTo((20L, "twenty")));
    }

    [Test]
    public void Keeps_two_of_each_shard()
    {
        foreach (var position in new[] { 9, 10, 100, 1000 })
        {
            Save(1, position, "x");
        }

        Save(11, 5, "y");

        Assert.That(_checkpoints.PositionsOf(1), Is.EqualTo((long[])[1000, 100]));
        Assert.That(_checkpoints.PositionsOf(11), Is.EqualTo((long[])[5]));
        Assert.That(Directory.GetFiles(_folder.File("checkpoints")), Has.Length.EqualTo(3));
    }

    [Test]
    public void Saving_the_same_position_again_replaces_it()
    {
        Save(0, 10, "old");
        Save(0, 10, "new");

        Assert.That(Load(0, 10), Is.EqualTo((10L, "new")));
    }

    [Test]
    public void Falls_back_to_the_one_before_wherever_the_newest_is_damaged()
    {
        Save(0, 10, "ten");
        Save(0, 20, "twenty");
        var path = _folder.File("checkpoints/shard-0-20.checkpoint");
        var whole = File.ReadAllBytes(path);
        for (var i = 0; i < whole.Length; i++)
        {
            var bytes = (byte[])whole.Clone();
            bytes[i] ^= 0x10;
            File.WriteAllBytes(path, bytes);

            Assert.That(_checkpoints.LoadNewest(0, 20, out var damage)?.Position, Is.EqualTo(10), $"byte {i}");
            Assert.That(damage, Does.Contain("shard-0-20"));
        }
    }

    [Test]
    public void Falls_back_to_the_one_before_however_short_the_newest_is()
    {
        Save(0, 10, "ten");
        Save(0, 20, "twenty");
        var path = _folder.File("checkpoints/shard-0-20.checkpoint");
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);

            Assert.That(Load(0, 20), Is.EqualTo((10L, "ten")), $"{length} bytes");
        }
    }

    [Test]
    public void A_file_of_another_version_is_said_to_be_one()
    {
        Save(0, 20, "twenty");
        var path = _folder.File("checkpoints/shard-0-20.checkpoint");
        var bytes = File.ReadAllBytes(path);
        bytes[4]--;
        File.WriteAllBytes(path, bytes);

        Assert.That(_checkpoints.LoadNewest(0, 20, out var damage), Is.Null);
        Assert.That(damage, Does.Contain("another version").And.Not.Contain("damaged"));
    }

    [Test]
    public void A_file_under_another_position_or_shard_is_damaged()
    {
        Save(0, 20, "twenty");
        File.Copy(_folder.File("checkpoints/shard-0-20.checkpoint"), _folder.File("checkpoints/shard-0-30.checkpoint"));
        File.Copy(_folder.File("checkpoints/shard-0-20.checkpoint"), _folder.File("checkpoints/shard-1-20.checkpoint"));

        Assert.That(Load(0, 40), Is.EqualTo((20L, "twenty")));
        Assert.That(Load(1, 40), Is.Null);
    }

    [Test]
    public void What_was_left_half_written_is_not_a_checkpoint()
    {
        Save(0, 10, "ten");
        File.WriteAllText(_folder.File("checkpoints/shard-0-20.checkpoint.tmp"), "half");

        Assert.That(_checkpoints.LoadNewest(0, 20, out var damage)?.Position, Is.EqualTo(10));
        Assert.That(damage, Is.Null);
        _ = new Checkpoints(_folder.File("checkpoints"));
        Assert.That(Directory.GetFiles(_folder.File("checkpoints"), "*.tmp"), Has.Exactly(1).Items, "another process may be writing it");
        _checkpoints.DeleteUnfinished();
        Assert.That(Directory.GetFiles(_folder.File("checkpoints"), "*.tmp"), Is.Empty);
    }

    [Test]
    public async Task A_state_is_taken_without_a_second_copy()
    {
        const int Pieces = 1024;
        var piece = new byte[64 * 1024 - 1];
        Array.Fill(piece, (byte)7);
        Save(0, 10, "warm");
        var before = GC.GetAllocatedBytesForCurrentThread();
        var saving = _checkpoints.SaveAsync(0, 20, output =>
        {
            for (var i = 0; i < Pieces; i++)
            {
                output.Write(piece);
            }
        });

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan((Pieces + 64) * piece.Length), "once, and what the last piece has left");
        await saving;
        Assert.That(_checkpoints.LoadNewest(0, 20, out _)?.State.Length, Is.EqualTo(Pieces * piece.Length));
    }

    [Test]
    public async Task A_larger_piece_than_is_kept_goes_through()
    {
        await _checkpoints.SaveAsync(0, 10, output =>
        {
            output.GetSpan(1)[0] = 1;
            output.Advance(1);
            output.GetSpan(200_000)[..200_000].Fill(2);
            output.Advance(200_000);
        });

        Assert.That(_checkpoints.LoadNewest(0, 10, out _)?.State.ToArray(), Is.EqualTo((byte[])[1, .. Enumerable.Repeat((byte)2, 200_000)]));
    }

    [Test]
    public async Task Keeps_snapshots_that_reach_back_far_enough_and_gives_the_newest_first()
    {
        foreach (var (position, at, keptFrom) in new[] { (10, 100, 0), (20, 200, 90), (30, 300, 190), (40, 400, 290) })
        {
            await _checkpoints.SaveSnapshotAsync(2, position, new Instant(at), new Instant(keptFrom), output => output.Write(Encoding.UTF8.GetBytes($"at {at}")));
        }

        Assert.That(_checkpoints.ReadSnapshots(2).Select(s => (s.Position, Encoding.UTF8.GetString(s.State))), Is.EqualTo(new[] { (40L, "at 400"), (30L, "at 300"), (20L, "at 200") }));
        Assert.That((_checkpoints.NewestSnapshotAt(2), _checkpoints.NewestSnapshotAt(0)), Is.EqualTo(((Instant?)new Instant(400), default(Instant?))));
        Assert.That(Load(2, long.MaxValue), Is.Null, "a snapshot is no checkpoint");

        _checkpoints.DeleteSnapshotsAfter(2, 30);
        Assert.That(_checkpoints.ReadSnapshots(2).Select(s => s.Position), Is.EqualTo(new[] { 30L, 20L }));
    }

    private void Save(int shard, long position, string state) =>
        _checkpoints.SaveAsync(shard, position, output => output.Write(Encoding.UTF8.GetBytes(state))).GetAwaiter().GetResult();

    private (long Position, string State)? Load(int shard, long atOrBefore) =>
        _checkpoints.LoadNewest(shard, atOrBefore, out _) is { } found ? (found.Position, Encoding.UTF8.GetString(found.State)) : null;
}
