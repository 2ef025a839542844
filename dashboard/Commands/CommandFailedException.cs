namespace DustWatch.Dashboard.Commands;

/// <summary>The world would not: a port or folder in use, a file that cannot be read. One line that says which, and what to do. Exit code 1.</summary>
internal sealed class CommandFailedException(string message) : Exception(message);
