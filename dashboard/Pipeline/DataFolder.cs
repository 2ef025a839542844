using System.Security.Cryptography;
using System.Text;
using DustWatch.Backends.Influx;

namespace DustWatch.Dashboard.Pipeline;

/// <summary>The folder of the embedded storage: its files, its lock, and the socket of the process that serves it.</summary>
internal sealed class DataFolder(string path)
{
    /// <summary>Name of the file whose lock the serving process has.</summary>
    public const string LockName = "lock";

    // sockaddr_un holds 108 bytes, the closing null included.
    private const int SocketPathBytesMaximum = 107;

    public string Path { get; } = path;

    public string Log => File("log.db");

    public string Ledger => File("ledger.db");

    public string History => File("history.db");

    public string Sessions => File("sessions.db");

    public string InfluxMark => File(InfluxExamination.FileName);

    public string BrokerClientId => File("broker-client-id");

    public string Checkpoints => File("checkpoints");

    /// <summary>What a restore has unpacked and decided to put in place; there only until that is done.</summary>
    public string Restored => File("restored");

    /// <summary>The control socket: in a private folder inside, or, when that path is too long for a socket, in a private folder named after it.</summary>
    public string Socket
    {
        get
        {
            var path = File(System.IO.Path.Combine("control", "socket"));
            if (Encoding.UTF8.GetByteCount(path) <= SocketPathBytesMaximum)
            {
                return path;
            }

            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(path)))[..16];
            return System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"dustwatch-{name}", "socket");
        }
    }

    /// <summary>Whether a file lies in the folder, or would.</summary>
    public bool Contains(string file) =>
        (System.IO.Path.GetFullPath(file) + System.IO.Path.DirectorySeparatorChar).StartsWith(System.IO.Path.GetFullPath(Path).TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>Makes the folder when it is missing, readable by its owner alone, and takes its lock; null when another process has it.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to.</exception>
    public FileStream? TryLock()
    {
        try
        {
            CreatePrivate(Path);
            return new FileStream(File(LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (IsSharingViolation(exception))
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The data folder {Path} cannot be written ({exception.Message}). Choose another with --Data=FOLDER, or make it writable.", exception);
        }
    }

    /// <summary>Makes a folder that only its owner can enter.</summary>
    public static void CreatePrivate(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Makes a folder that only its owner can enter, or makes sure of one that is there: in the temporary folder somebody else may have made it first.
    /// </summary>
    /// <exception cref="IOException">It is not ours.</exception>
    public static void CreateOwn(string path)
    {
        CreatePrivate(path);
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new IOException($"The folder {path} of the control socket is a link. Remove it.");
        }

        try
        {
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"The folder {path} of the control socket belongs to another user. Remove it.", exception);
        }
    }

    // EWOULDBLOCK on Linux, EAGAIN on macOS, ERROR_SHARING_VIOLATION on Windows.
    private static bool IsSharingViolation(IOException exception) => (exception.HResult & 0xFFFF) is 11 or 35 or 32;

    private string File(string name) => System.IO.Path.Combine(Path, name);
}
