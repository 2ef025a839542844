namespace DustWatch.Dashboard; internal static class Program { private static void Main() { } }
