using System.Net;
using System.Net.Sockets;
using DustWatch.Backends;
using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Commands;
using DustWatch.Dashboard.Configuration;
using DustWatch.Dashboard.Pipeline;
using DustWatch.Measurements;

namespace DustWatch.Dashboard.Doctor;

/// <summary>Looks over an installation: files, positions, clock, disk, ports. Mends the end of a damaged log where nobody has it open.</summary>
internal sealed class Examination(Settings settings, TimeProvider clock, bool mayMend, CommandProgress progress)
{
    private static readonly Instant Youngest = new(1_735_689_600_000); // 2025: a clock before it was never set

    private readonly DataFolder _folder = new(settings.Data);
    private readonly List<Finding> _findings = [];
    private SqliteExamination _files = new();
    private long? _influxPosition;
    private bool _canWrite = true;

    /// <summary>Examines all; the worst of it is for the caller to find.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync()
    {
        Add("settings", FindingKind.Whole, $"{SettingKeys.All.Count} keys known, all values taken");
        var isRunning = false;
        if (!Directory.Exists(_folder.Path))
        {
            Add("data", FindingKind.Warning, $"{_folder.Path} is not there: the first start makes it");
        }
        else
        {
            using var folderLock = TryLock();
            isRunning = folderLock is null && _canWrite;
            Add("data", FindingKind.Whole, isRunning ? $"{_folder.Path}, in use by a running server: the indexes of log and history are looked at when it is stopped" : _folder.Path);
            _files = new SqliteExamination(isInUse: folderLock is null, progress.Add);
            await ExamineFilesAsync(canMend: mayMend && folderLock is not null);
            ExaminePositions();
            FindCopies();
        }

        ExamineClock();
        ExamineDisk();
        ExaminePort("Http:Listen", settings.HttpListen, isRunning);
        ExaminePort("Mqtt:Listen", settings.MqttListen, isRunning);
        ExaminePort("Mqtt:Tls:Listen", settings.MqttTls?.Listen, isRunning);
        return _findings;
    }

    private FileStream? TryLock()
    {
        try
        {
            return _folder.TryLock();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _canWrite = false;
            Add("data", FindingKind.Fault, $"{_folder.Path} cannot be written: {exception.Message}");
            return null;
        }
    }

    private async Task ExamineFilesAsync(bool canMend)
    {
        // The log last: how much of it is still needed decides what a damage means.
        _files.Begin(_folder.Log);
        Examine(_folder.Ledger, _files.ExamineLedger);
        Examine(_folder.History, _files.ExamineHistory, _files.BytesToRead(_folder.History));
        if (File.Exists(_folder.Sessions))
        {
            Examine(_folder.Sessions, _files.ExamineSessions);
        }

        if (File.Exists(_folder.InfluxMark))
        {
            (var finding, _influxPosition) = InfluxExamination.Examine(_folder.InfluxMark, settings.Influx);
            Add(InfluxExamination.FileName, finding.Kind, finding.Message);
        }

        Examine(_folder.Log, _files.ExamineLog, _files.BytesToRead(_folder.Log));
        if (!_files.IsLogDamaged || !canMend)
        {
            if (_files.IsLogDamaged)
            {
                Add("log.db", FindingKind.Warning, _canWrite ? "a start of the server, or 'dustwatch doctor' when it is stopped, cuts a damaged end" : "nothing was mended");
            }

            return;
        }

        var needed = Math.Max(_files.HistoryFurthest, _files.ShardPositions.Values.DefaultIfEmpty().Max());
        if (await MendAsync(needed) is not { } repair)
        {
            return; // not at its end: cutting there would lose what is whole
        }

        _findings.RemoveAll(f => f.Subject == Path.GetFileName(_folder.Log) && f.Kind == FindingKind.Fault);
        Add("log.db", FindingKind.Mended, repair);
        Examine(_folder.Log, _files.ExamineLog, _files.BytesToRead(_folder.Log));
    }

    private async Task<string?> MendAsync(long endMinimum)
    {
        try
        {
            var log = new SqliteSampleLog(_folder.Log, clock, endMinimum: endMinimum);
            await log.DisposeAsync();
            return log.Repair;
        }
        catch (IOException exception)
        {
            Add("log.db", FindingKind.Fault, exception.Message);
            return null;
        }
    }

    private void Examine(string path, Func<string, IReadOnlyList<FileFinding>> examine, long? bytes = null)
    {
        var subject = Path.GetFileName(path);
        if (!File.Exists(path))
        {
            Add(subject, FindingKind.Warning, "is not there: a start makes it");
            return;
        }

        progress.Begin($"examining {subject}", bytes);
        foreach (var finding in examine(path))
        {
            Add(subject, finding.Kind, finding.Kind == FindingKind.Whole ? $"{finding.Message}, {ByteSize.Format(DiskSpace.BytesOf(path))}" : finding.Message);
        }
    }

    private void ExaminePositions()
    {
        if (_files.LogFirst == 0)
        {
            return;
        }

        ExaminePosition("history", _files.HistoryPosition);
        if (_influxPosition is { } stored)
        {
            ExaminePosition("influx", stored);
        }

        foreach (var (shard, position) in _files.ShardPositions)
        {
            ExaminePosition($"detect-{shard}", position);
            if (Directory.Exists(_folder.Checkpoints))
            {
                var checkpoint = new Checkpoints(_folder.Checkpoints).LoadNewest(shard, position, out var damage);
                if (damage is not null)
                {
                    Add("checkpoints", FindingKind.Warning, damage);
                }

                if (checkpoint is null ? _files.LogFirst > 1 : checkpoint.Position < _files.LogFirst - 1)
                {
                    Add("checkpoints", FindingKind.Fault, $"shard {shard} has none that the log goes on from: it will watch from log position {_files.LogFirst}, without what came before");
                }
            }
        }
    }

    private void ExaminePosition(string consumer, long position)
    {
        var (kind, message) = (position < _files.LogFirst - 1, position > _files.LogEnd) switch
        {
            (true, _) when position == 0 && _files.LogEnd < _files.LogFirst => (FindingKind.Whole, "at the beginning"),
            (true, _) => (FindingKind.Fault, $"stands at {position}, and the log was cut up to {_files.LogFirst - 1}: what lies between is missing there"),
            (_, true) => (FindingKind.Warning, $"stands at {position}, beyond the log's end {_files.LogEnd}: the next start of the server fills the log up with ticks"),
            _ => (FindingKind.Whole, $"stands at {position}, {_files.LogEnd - position} records behind the log's end"),
        };
        Add(consumer, kind, message);
    }

    // A migration leaves one, and no limit counts it.
    private void FindCopies()
    {
        foreach (var path in new[] { _folder.Ledger, _folder.History, _folder.Sessions, _folder.Log })
        {
            foreach (var copy in SqliteExamination.FindCopies(path))
            {
                Add(
                    Path.GetFileName(copy),
                    FindingKind.Note,
                    $"{ByteSize.Format(DiskSpace.BytesOf(copy))}: {Path.GetFileName(path)} from before a newer version changed its format; delete it once that version is trusted");
            }
        }
    }

    private void ExamineClock()
    {
        var now = Instant.Now(clock);
        var (kind, message) = (now < Youngest, now < _files.LogLastAt.Plus(-60_000)) switch
        {
            (true, _) => (FindingKind.Fault, $"{now}: it was never set"),
            (_, true) => (FindingKind.Fault, $"{now} is before the log's last record, {_files.LogLastAt}: samples would be refused as of the future; set the clock"),
            _ => (FindingKind.Whole, now.ToString()),
        };
        Add("clock", kind, message);
    }

    private void ExamineDisk()
    {
        var existing = _folder.Path;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        var free = DiskSpace.FreeBytesOf(existing);
        var wanted = settings.LogBytesMaximum - Math.Min(settings.LogBytesMaximum, DiskSpace.BytesOf(_folder.Log));
        var (kind, message) = (free < Limits.DiskBytesReserved, free < wanted) switch
        {
            (true, _) => (FindingKind.Fault, $"{ByteSize.Format(free)} free: below {ByteSize.Format(Limits.DiskBytesReserved)} no samples are taken"),
            (_, true) => (FindingKind.Warning, $"{ByteSize.Format(free)} free, and the log may still take {ByteSize.Format(wanted)} (Log:MaxBytes)"),
            _ => (FindingKind.Whole, free == long.MaxValue ? "cannot be told" : $"{ByteSize.Format(free)} free"),
        };
        Add("disk", kind, message);
    }

    private void ExaminePort(string key, IPEndPoint? listen, bool isRunning)
    {
        if (listen is null)
        {
            Add(key, FindingKind.Whole, "off");
            return;
        }

        var fault = TryListen(listen);
        var (kind, message) = (fault is not null, isRunning) switch
        {
            (false, _) => (FindingKind.Whole, isRunning && listen.Port != 0 ? $"{listen} is free: the running server listens elsewhere" : $"{listen} is free"),
            (_, true) => (FindingKind.Whole, $"{listen} is in use, as it should be while the server runs"),
            _ => (FindingKind.Fault, $"{listen}: {fault}. Stop the program that has it, or choose another address with --{key}=ADDRESS:PORT"),
        };
        Add(key, kind, message);
    }

    private static string? TryListen(IPEndPoint listen)
    {
        try
        {
            using var socket = new Socket(listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(listen);
            return null;
        }
        catch (SocketException exception)
        {
            return exception.Message;
        }
    }

    private void Add(string subject, FindingKind kind, string message) => _findings.Add(new Finding(subject, kind, message));
}
