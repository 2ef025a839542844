using System.Buffers;
using DustWatch.Alerting;

namespace DustWatch.Dashboard.Backtesting;

/// <summary>Where transitions are written, one a line: a file, or standard output.</summary>
internal sealed class TransitionFile : IDisposable
{
    private const int BufferBytes = 1 << 16;

    private readonly BufferedStream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Opens <paramref name="path"/>, or standard output when it is null.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public TransitionFile(string? path) => _stream = new BufferedStream(path is null ? Console.OpenStandardOutput() : File.Create(path), BufferBytes);

    /// <summary>Writes a transition as detection.md has it.</summary>
    public void Write(Transition transition)
    {
        Encode(transition);
        _line.Write("\n"u8);
        _stream.Write(_line.WrittenSpan);
    }

    /// <summary>Writes a transition with <c>change</c> as its last key.</summary>
    public void Write(ChangedTransition changed)
    {
        Encode(changed.Transition);
        _stream.Write(_line.WrittenSpan[..^1]); // all but the closing brace
        _stream.Write(changed.Change switch
        {
            Change.Removed => ",\"change\":\"removed\"}\n"u8,
            Change.Added => ",\"change\":\"added\"}\n"u8,
            Change.Moved => ",\"change\":\"moved\"}\n"u8,
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void Encode(Transition transition)
    {
        _line.ResetWrittenCount();
        TransitionJson.Write(transition, _line);
    }
}
