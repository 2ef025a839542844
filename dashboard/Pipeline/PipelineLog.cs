namespace DustWatch.Dashboard.Pipeline;

/// <summary>What the pipeline tells the operator of the machine.</summary>
internal static partial class PipelineLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} cannot use its checkpoint at log position {Position} ({Fault}); it judges the whole log again.")]
    public static partial void CheckpointRefused(ILogger logger, int shard, long position, string? fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard}: {Damage}")]
    public static partial void CheckpointDamaged(ILogger logger, int shard, string damage);

    [LoggerMessage(Level = LogLevel.Error, Message = "Shard {Shard}, judging again up to log position {Position}, found a transition that the ledger does not hold: {Point} {Rule} at {At}.")]
    public static partial void ReplayDiffers(ILogger logger, int shard, long position, string point, string rule, string at);

    [LoggerMessage(Level = LogLevel.Information, Message = "Shard {Shard} judged {Points} points again at log position {Position}, in {Milliseconds} ms: {Transitions} transitions and {Verdicts} verdicts revised, {Alerts} alerts changed.")]
    public static partial void Reevaluated(ILogger logger, int shard, int points, long position, long milliseconds, int transitions, int verdicts, int alerts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The history is damaged: {Damage} It is passed over; dustwatch doctor names all that is.")]
    public static partial void DamagePassedOver(ILogger logger, string damage);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Point {Point} has late samples from before it was judged as it is now, or its stored samples are damaged; what was found then stands.")]
    public static partial void LateBeforeChange(ILogger logger, int point);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Loop} has failed; the process stops, and goes on where it was when it is started again.")]
    public static partial void LoopFailed(ILogger logger, Exception exception, string loop);

    [LoggerMessage(Level = LogLevel.Information, Message = "Broker {Broker} is connected.")]
    public static partial void BrokerConnected(ILogger logger, string broker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broker {Broker} is not connected: {Reason}")]
    public static partial void BrokerLost(ILogger logger, string broker, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    public static partial void Repaired(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Shard {Shard} has no state from before log position {Position}, where the log begins: it watches from there, and what it finds up to log position {Committed} is not compared.")]
    public static partial void StartsAtCut(ILogger logger, int shard, long position, long committed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The consumer {Consumer} stands at log position {Position}, and the log was cut up to {Cut}: what lies between is missing there.")]
    public static partial void ConsumerBeforeCut(ILogger logger, string consumer, long position, long cut);

    [LoggerMessage(Level = LogLevel.Error, Message = "Samples are neither taken nor acknowledged: {Reason}.")]
    public static partial void LogFull(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The log has room again, samples are taken.")]
    public static partial void LogHasRoom(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "What nobody needs of the log could not be told: {Fault}")]
    public static partial void ReleaseFailed(ILogger logger, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Store} cannot store, and is tried again until it can: {Fault}")]
    public static partial void StoreFails(ILogger logger, string store, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Store} stores again.")]
    public static partial void StoreWorks(ILogger logger, string store);
}
