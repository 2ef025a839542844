using Spectre.Console;

namespace DustWatch.Dashboard.Commands;

/// <summary>
/// How far a command is: a bar on standard error where that is a terminal, nothing elsewhere. Lines for a person are written through it, so that they and the
/// bar do not lie over each other. Any thread.
/// </summary>
internal sealed class CommandProgress
{
    private readonly Lock _gate = new();
    private readonly TextWriter _error;
    private readonly IAnsiConsole? _console;
    private readonly ProgressContext? _context;
    private ProgressTask? _task;

    private CommandProgress(TextWriter error, IAnsiConsole? console, ProgressContext? context) => (_error, _console, _context) = (error, console, context);

    /// <summary>Runs <paramref name="work"/>, with a bar while it lasts.</summary>
    public static T Run<T>(TextWriter error, Func<CommandProgress, T> work) =>
        TryCreateConsole(error) is { } console
            ? CreateBar(console).Start(context => work(new CommandProgress(error, console, context)))
            : work(new CommandProgress(error, console: null, context: null));

    /// <summary>Runs <paramref name="work"/>, with a bar while it lasts.</summary>
    public static Task<T> RunAsync<T>(TextWriter error, Func<CommandProgress, Task<T>> work) =>
        TryCreateConsole(error) is { } console
            ? CreateBar(console).StartAsync(context => work(new CommandProgress(error, console, context)))
            : work(new CommandProgress(error, console: null, context: null));

    /// <summary>Ends the bar that there is, and begins one for what comes.</summary>
    /// <param name="what">What is done now.</param>
    /// <param name="whole">How much there is to do; null when nobody can know.</param>
    public void Begin(string what, long? whole)
    {
        lock (_gate)
        {
            _task?.Increment(_task.MaxValue); // no further than its end
            _task?.StopTask();
            _task = _context?.AddTask(what, maxValue: Math.Max(whole ?? 1, 1));
            if (_task is not null)
            {
                _task.IsIndeterminate = whole is null;
            }
        }
    }

    /// <summary>So much more is done.</summary>
    public void Add(long done) => _task?.Increment(done);

    /// <summary>Writes a line to standard error.</summary>
    public void Say(string line)
    {
        lock (_gate)
        {
            if (_console is null)
            {
                _error.WriteLine(line);
            }
            else
            {
                _console.Write(new Text(line + "\n"));
            }
        }
    }

    private static IAnsiConsole? TryCreateConsole(TextWriter error) =>
        !ReferenceEquals(error, Console.Error) || Console.IsErrorRedirected ? null : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    private static Progress CreateBar(IAnsiConsole console) =>
        console.Progress().AutoClear(true).Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn());
}
