using DustWatch.Measurements;
using Microsoft.Data.Sqlite;

namespace DustWatch.Backends.Sqlite;

/// <summary>
/// Keeps <c>log.db</c> within its age and size: cuts what is released, gives free pages back, and says when samples have to wait. The writer's thread
/// only, but for <see cref="Release"/> and what is read of it.
/// </summary>
internal sealed class LogTrimmer(LogFile file, LogRetention retention, string path)
{
    private const long SlicePages = 1024;

    private const int SlackShare = 4;

    // Records become too old one by one: a transaction for each would sync the disk as often as the appends do.
    private const long AgeSlackMilliseconds = 60_000;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
    private readonly long _ageMilliseconds = (long)Math.Min(retention.Age.TotalMilliseconds, long.MaxValue / 4.0);
    private long _released;
    private long _releasedControls;
    private long _bytesUsed;
    private long _bytesOnDisk;
    private volatile string? _refusal;

    public long BytesUsed => Interlocked.Read(ref _bytesUsed);

    public long BytesOnDisk => Interlocked.Read(ref _bytesOnDisk);

    /// <summary>Why samples have to wait; null when they have not.</summary>
    public string? Refusal => _refusal;

    public void Release(long position, long controlPosition)
    {
        Raise(ref _releasedControls, controlPosition);
        Raise(ref _released, position);
    }

    /// <summary>Does what there is to do; what can wait stops after a slice when <paramref name="isAwaited"/> says so, so that appends hardly notice.</summary>
    public void Trim(Instant now, Func<bool> isAwaited)
    {
        try
        {
            var released = Math.Min(Interlocked.Read(ref _released), file.End);
            var controls = Math.Min(Interlocked.Read(ref _releasedControls), released);
            while (Measure() is not null && file.First <= released)
            {
                file.Cut(released, controls, SlicePages * file.PageBytes, new Instant(long.MaxValue));
            }

            var isAging = now - file.FirstAt > _ageMilliseconds + Math.Min(AgeSlackMilliseconds, _ageMilliseconds / 8);
            for (var isOn = isAging; isOn && file.First <= released && now - file.FirstAt > _ageMilliseconds; isOn = !isAwaited())
            {
                file.Cut(released, controls, SlicePages * file.PageBytes, now.Plus(-_ageMilliseconds));
            }

            for (var isOn = true; isOn && file.BytesFree > Slack && file.Shrink(SlicePages); isOn = !isAwaited())
            {
            }

            _refusal = Measure();
        }
        catch (SqliteException)
        {
            // The file is opened anew by the next append, which tells its callers when the disk still refuses.
        }
    }

    private static void Raise(ref long value, long to)
    {
        for (var before = Interlocked.Read(ref value); before < to; before = Interlocked.Read(ref value))
        {
            Interlocked.CompareExchange(ref value, to, before);
        }
    }

    private long Slack => IsDiskShort ? 0 : Math.Max(retention.SlackBytes, file.BytesUsed / SlackShare);

    private bool IsDiskShort => retention.DiskBytesReserved > 0 && DiskSpace.FreeBytesOf(_folder) < retention.DiskBytesReserved;

    /// <summary>What stands against taking samples.</summary>
    private string? Measure()
    {
        Interlocked.Exchange(ref _bytesUsed, file.BytesUsed);
        Interlocked.Exchange(ref _bytesOnDisk, DiskSpace.BytesOf(path));
        if (file.BytesUsed >= retention.BytesMaximum)
        {
            return $"the log holds {file.BytesUsed} of {retention.BytesMaximum} bytes (Log:MaxBytes), and what it holds is still needed";
        }

        if (retention.DiskBytesReserved <= 0)
        {
            return null;
        }

        var free = DiskSpace.FreeBytesOf(_folder);
        return free < long.MaxValue - file.BytesFree && free + file.BytesFree < retention.DiskBytesReserved
            ? $"the disk of {_folder} has {free} bytes left, and {retention.DiskBytesReserved} are kept for what has to go on"
            : null;
    }
}
