using DustWatch.Backends;

namespace DustWatch.Dashboard.Doctor;

/// <summary>A line of what the doctor says.</summary>
/// <param name="Subject">A file's name, or what was looked at.</param>
/// <param name="Kind">How bad it is.</param>
/// <param name="Message">For a person.</param>
internal sealed record Finding(string Subject, FindingKind Kind, string Message);
