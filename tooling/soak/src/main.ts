process.stdout.write("no soak yet\n");
