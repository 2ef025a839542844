namespace DustWatch.Dashboard.Backtesting;

/// <summary>How far a file has been read, on a terminal; nothing where the output is not one.</summary>
internal sealed class ProgressBar(TextWriter output, string file, long length) : IDisposable
{
    private const int Width = 40;

    private readonly bool _isShown = ReferenceEquals(output, Console.Error) && !Console.IsErrorRedirected;
    private int _percent = -1;

    public void Show(long position)
    {
        var percent = length == 0 ? 100 : (int)(position * 100 / length);
        if (_isShown && percent != _percent)
        {
            _percent = percent;
            var filled = percent * Width / 100;
            output.Write($"\r{new string('█', filled)}{new string('░', Width - filled)} {percent,3} % {Path.GetFileName(file)}");
        }
    }

    public void Dispose()
    {
        if (_isShown && _percent >= 0)
        {
            output.Write($"\r{new string(' ', Width + 8 + Path.GetFileName(file).Length)}\r");
        }
    }
}
