namespace DustWatch.Tests.Architecture;

/// <summary>What code that is a function of its input may not touch: files, networks, processes, clocks, threads.</summary>
internal static class PureCode
{
    private static readonly string[] Namespaces =
    [
        "System.IO.Pipelines", "System.IO.Compression", "System.IO.Pipes", "System.Net", "System.Data", "System.Threading.Tasks.Dataflow", "System.Threading.Channels",
    ];

    private static readonly string[] Types =
    [
        "System.Console", "System.TimeProvider", "System.Random", "System.Environment", "System.AppContext",
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process",
        "System.IO.File", "System.IO.FileInfo", "System.IO.FileStream", "System.IO.Directory", "System.IO.DirectoryInfo", "System.IO.StreamReader", "System.IO.StreamWriter",
        "System.Threading.Thread", "System.Threading.ThreadPool", "System.Threading.Timer", "System.Threading.PeriodicTimer", "System.Threading.Tasks.Parallel",
        "System.Timers.Timer",
    ];

    private static readonly (string Type, string Member)[] Members =
    [
        ("System.DateTime", "get_UtcNow"), ("System.DateTime", "get_Now"), ("System.DateTime", "get_Today"),
        ("System.DateTimeOffset", "get_UtcNow"), ("System.DateTimeOffset", "get_Now"),
        ("System.Threading.Tasks.Task", "Run"), ("System.Threading.Tasks.Task", "Delay"),
        ("System.Guid", "NewGuid"),
    ];

    // Rx's own schedulers each have a clock; one that is handed in is the caller's.
    private static readonly string[] Schedulers =
    [
        "Scheduler", "DefaultScheduler", "ThreadPoolScheduler", "TaskPoolScheduler", "NewThreadScheduler", "EventLoopScheduler", "CurrentThreadScheduler",
    ];

    public static bool Forbids(Use use) =>
        Types.Contains(use.Type)
        || Members.Contains((use.Type, use.Member ?? ""))
        || Schedulers.Any(name => use.Type == $"System.Reactive.Concurrency.{name}")
        || Namespaces.Any(name => use.Type.StartsWith($"{name}.", StringComparison.Ordinal));
}
