using System.Text;
using DustWatch.Alerting.Book;
using DustWatch.Backends.Accounts;
using DustWatch.Backends.Influx;
using DustWatch.Backends.Sqlite;
using DustWatch.Dashboard.Administration;
using DustWatch.Dashboard.Backup;
using DustWatch.Dashboard.Configuration;
using DustWatch.Ingest.Endpoints;
using DustWatch.Ingest.History;
using DustWatch.Ingest.Log;
using DustWatch.Measurements;
using DustWatch.Mqtt;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>What is stored in a data folder, opened by the one process that has its lock: log, history, ledger, registry, users, devices.</summary>
internal sealed class Installation : IDeviceSecrets, IAsyncDisposable
{
    private readonly SqliteLedger _ledger;
    private readonly SqliteSampleLog _log;
    private readonly SqliteHistory _history;
    private readonly SqliteSessionStore _sessions;
    private readonly SqliteDocuments _registries;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _changing = new(1, 1); // one registry change at a time

    private Installation(DataFolder folder, Settings settings, TimeProvider clock)
    {
        (Folder, Settings, _clock) = (folder, settings, clock);
        _ledger = new SqliteLedger(folder.Ledger, clock);
        var retention = settings.Influx is null ? settings.History : settings.History with { Raw = Limits.NearSamples };
        _history = new SqliteHistory(folder.History, retention, () => Registry.Current);
        Influx = settings.Influx is { } influx ? new InfluxHistory(influx, folder.Path, _history.Undamaged, _ledger, () => Registry.Current, RegistryAt, clock) : null;
        History = Influx is null ? _history : new TieredHistory(_history, Influx, Limits.NearHistory, clock);

        // Positions only grow: a log that was lost or replaced goes on above what its consumers have seen.
        var seen = Enumerable.Range(0, Limits.DetectionShards).Select(_ledger.PositionOf).Append(_history.FurthestPosition).Append(Influx?.FurthestPosition ?? 0).Max();
        _log = new SqliteSampleLog(folder.Log, clock, endMinimum: seen, retention: new LogRetention(settings.LogAge, settings.LogBytesMaximum, Limits.DiskBytesReserved));
        _sessions = new SqliteSessionStore(folder.Sessions);
        _registries = SqliteDocuments.Registries(_ledger);
        Rules = new InstalledRules(SqliteDocuments.Rules(_ledger), _log, Registry);
        Users = new SqliteUsers(_ledger);
        SignIns = new SqliteSignIns(_ledger);
        Devices = new SqliteDevices(_ledger);
        Administrator = new Administrator(this);
        Address = settings.PublicUrl?.ToString().TrimEnd('/') ?? $"{(settings.HttpTls is null ? "http" : "https")}://{settings.HttpListen}";
    }

    /// <summary>Raised after each commit of the log, with the time that it took to become durable.</summary>
    public event Action<TimeSpan> LogCommitted
    {
        add => _log.Committed += value;
        remove => _log.Committed -= value;
    }

    /// <summary>Raised when something damaged in the history is passed over, the first time, with what it is.</summary>
    public event Action<string> DamagePassedOver
    {
        add => _history.DamagePassedOver += value;
        remove => _history.DamagePassedOver -= value;
    }

    /// <summary>Raised after a new registry holds.</summary>
    public event Action<Registry>? RegistryChanged;

    /// <summary>Raised after a device's secret has changed.</summary>
    public event Action<string>? DeviceChanged;

    /// <summary>Where people reach the page: as set, until the server knows better.</summary>
    public string Address { get; set; }

    public DataFolder Folder { get; }

    public Settings Settings { get; }

    public IAlertLedger Ledger => _ledger;

    public ISampleLog Log => _log;

    /// <summary>What was cut from a damaged log when it was opened, or null.</summary>
    public string? Repair => _log.Repair;

    /// <summary>All that is stored, wherever it is.</summary>
    public IHistory History { get; }

    /// <summary>The last days, in the data folder, whatever the state of the rest: what judging and evidence read.</summary>
    public IHistory NearHistory => _history;

    /// <summary>The same without what is damaged.</summary>
    public IHistoryReader UndamagedHistory => _history.Undamaged;

    /// <summary>What was set aside, in the data folder.</summary>
    public IQuarantine Quarantine => _history;

    /// <summary>The history's archive, or null when the data folder holds all.</summary>
    public InfluxHistory? Influx { get; }

    /// <summary>MQTT sessions and retained messages.</summary>
    public IMqttSessionStore Sessions => _sessions;

    public SqliteUsers Users { get; }

    public SqliteSignIns SignIns { get; }

    public SqliteDevices Devices { get; }

    public RegistryHolder Registry { get; } = new();

    public InstalledRules Rules { get; }

    public Administrator Administrator { get; }

    /// <summary>Opens the files, and brings registry and rules of the ledger into the log where a stop came between the two.</summary>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    public static async Task<Installation> OpenAsync(DataFolder folder, Settings settings, TimeProvider clock)
    {
        Restoration.Finish(folder);
        var installation = new Installation(folder, settings, clock);
        if (installation._registries.FindLast() is { } last)
        {
            installation.Registry.Replace(Parse(last.Version, last.Json));
            if ((installation.Log.FindRegistry(installation.Log.End)?.Version ?? 0) < last.Version)
            {
                await installation.Log.ChangeRegistryAsync(last.Version, last.Json);
            }
        }

        await installation.Rules.RestoreAsync();
        return installation;
    }

    /// <summary>The registry stored in a folder, or null; reads only, beside a running server too.</summary>
    public static Registry? ReadRegistry(DataFolder folder) =>
        ReadLast(folder, SqliteDocuments.Registries) is { } last ? Parse(last.Version, last.Json).Registry : null;

    /// <summary>The registry stored in a folder as it was put in force, UTF-8; null when there is none. Reads only, beside a running server too.</summary>
    public static ReadOnlyMemory<byte>? ReadRegistryJson(DataFolder folder) => ReadLast(folder, SqliteDocuments.Registries)?.Json;

    /// <summary>The rules stored in a folder as they were put in force, UTF-8; null for the default rules. Reads only, beside a running server too.</summary>
    public static ReadOnlyMemory<byte>? ReadRulesJson(DataFolder folder) => ReadLast(folder, SqliteDocuments.Rules) is { Json: { IsEmpty: false } json } ? json : default(ReadOnlyMemory<byte>?); // null alone would be empty memory

    /// <summary>Merges a file into the registry: checked whole, then into the ledger, then into the log, then it holds.</summary>
    /// <returns>Every fault and warning; nothing has changed when one is more than a warning.</returns>
    public async Task<IReadOnlyList<RegistryFault>> ImportAsync(ReadOnlyMemory<byte> json, string? actor)
    {
        await _changing.WaitAsync();
        try
        {
            var current = Registry.Version;
            if (!RegistryDocument.TryMerge(current.Json.Span, json.Span, out var merged, out var fault))
            {
                return [fault ?? throw new System.Diagnostics.UnreachableException("A refused file has a fault.")];
            }

            RegistryReader.TryRead(merged, out var registry, out var faults);
            faults = [.. faults, .. JudgingCheck.Faults(registry, Rules.Current.Rules, Instant.Now(_clock))];
            if (faults.All(f => f.IsWarning) && !current.Json.Span.SequenceEqual(merged))
            {
                var version = await _registries.AddAsync(merged, actor);
                await Log.ChangeRegistryAsync(version, merged);
                Registry.Replace(new RegistryVersion(version, registry, merged));
                RegistryChanged?.Invoke(registry);
            }

            return faults;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>The near history where it holds everything from <paramref name="start"/> on, else all that is stored.</summary>
    public IHistory HistoryFrom(Instant start) => History is TieredHistory tiers ? tiers.From(start) : History;

    /// <summary>The registry that held at <paramref name="time"/>, server time.</summary>
    public Registry RegistryAt(Instant time)
    {
        var current = Registry.Version;
        return _registries.FindAt(time) is { } found && found.Version != current.Number ? Parse(found.Version, found.Json).Registry : current.Registry;
    }

    /// <summary>Every point, by its number, and quantity of which the data folder holds samples.</summary>
    public IReadOnlyList<(int Point, Quantity Quantity)> StoredSeries() => _history.ReadSeries();

    /// <summary>Waits a while for the history to have taken all that the log holds now; false when it is further behind.</summary>
    public async Task<bool> HistoryReachesLogAsync(CancellationToken cancellationToken)
    {
        var end = _log.End;
        var until = Instant.Now(_clock).Plus((long)Limits.HistoryWait.TotalMilliseconds);
        while (_history.Position < end && Instant.Now(_clock) < until)
        {
            await Task.Delay(Limits.HistoryWaitPeriod, _clock, cancellationToken);
        }

        return _history.Position >= end;
    }

    /// <summary>Position up to which the history survives a power cut.</summary>
    /// <param name="gathersAll">Whether what it holds in memory is to be written first.</param>
    /// <exception cref="IOException">The disk refuses.</exception>
    public long SyncHistory(bool gathersAll) => _history.Sync(gathersAll);

    /// <summary>Refuses the samples that wait for room in a full log: the process stops.</summary>
    public void GiveUpWaiting() => _log.GiveUpWaiting();

    /// <summary>Tells who has to know that a device's secret has changed.</summary>
    public void TellDeviceChanged(string device) => DeviceChanged?.Invoke(device);

    /// <inheritdoc/>
    public bool IsSecretOf(string device, ReadOnlySpan<byte> secret) => Devices.IsSecret(device, Encoding.UTF8.GetString(secret));

    /// <inheritdoc/>
    public string? DeviceOf(string secret) => Devices.FindBySecret(secret)?.Id;

    public async ValueTask DisposeAsync()
    {
        await _sessions.DisposeAsync();
        await _log.DisposeAsync();
        if (Influx is not null)
        {
            await Influx.DisposeAsync();
        }

        await _history.DisposeAsync();
        await _ledger.DisposeAsync();
        _changing.Dispose();
        Rules.Dispose();
    }

    private Registry RegistryAt(long position) =>
        _log.FindRegistry(position) is { } change && RegistryReader.TryRead(change.Json, out var registry, out _) ? registry : Measurements.Registry.Empty;

    private static DocumentVersion? ReadLast(DataFolder folder, Func<SqliteLedger, SqliteDocuments> documentsOf)
    {
        if (!File.Exists(folder.Ledger))
        {
            return null;
        }

        var ledger = new SqliteLedger(folder.Ledger, TimeProvider.System);
        try
        {
            return documentsOf(ledger).FindLast();
        }
        finally
        {
            ledger.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static RegistryVersion Parse(int version, ReadOnlyMemory<byte> json) =>
        RegistryReader.TryRead(json, out var registry, out var faults)
            ? new RegistryVersion(version, registry, json)
            : throw new InvalidDataException($"Version {version} of the registry in the ledger cannot be read: {string.Join("; ", faults)}");
}
