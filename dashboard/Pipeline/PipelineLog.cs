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

    [LoggerMessage(Level = LogLevel.Warning, Message = "Point {Point} has late samples from before it was judged as it is now; what was found then stands.")]
    public static partial void LateBeforeChange(ILogger logger, int point);

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Loop} has failed; the process stops, and goes on where it was when it is started again.")]
    public static partial void LoopFailed(ILogger logger, Exception exception, string loop);

    [LoggerMessage(Level = LogLevel.Information, Message = "Broker {Broker} is connected.")]
    public static partial void BrokerConnected(ILogger logger, string broker);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Broker {Broker} is not connected: {Reason}")]
    public static partial void BrokerLost(ILogger logger, string broker, string? reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    public static partial void Repaired(ILogger logger, string message);
}
