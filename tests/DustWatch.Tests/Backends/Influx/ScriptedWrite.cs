namespace DustWatch.Tests.Backends.Influx;

/// <summary>A write as a server sees it.</summary>
internal sealed record ScriptedWrite(int Number, string Path, string Encoding, string Authorization, string[] Lines);
