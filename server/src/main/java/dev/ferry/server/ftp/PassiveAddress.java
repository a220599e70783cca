package dev.ferry.server.ftp;

public record PassiveAddress(String todo) {}
