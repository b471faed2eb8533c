# Reads result folders. A folder is taken only if it is whole: every part that its manifest names is there, of the size that
# was written, and none besides; with check = "bytes" also every byte (package digest).

#' Open a result folder
#'
#' @param folder Path of a result of `run`, `compare` or `sweep`.
#' @param check "sizes" (names and sizes of parts) or "bytes" (sha256 of each part as well).
#' @return A list of class `simkemitraan_result`.
#' @export
open_result <- function(folder, check = c("sizes", "bytes")) {
  check <- match.arg(check)
  if (dir.exists(paste0(folder, ".partial")) && !dir.exists(folder)) {
    stop(folder, " is not complete; run its command again to go on.", call. = FALSE)
  }
  manifest <- .json(file.path(folder, "manifest.json"))
  provenance <- .json(file.path(folder, "provenance.json"))
  if (!is.null(manifest$shard)) {
    stop(folder, " is only a share of a result; join all of them with `simkemitraan merge`.", call. = FALSE)
  }
  .whole(folder, manifest$parts, check)
  scenarios <- vapply(provenance$scenarios, function(s) s$name, character(1))
  structure(
    list(folder = folder, manifest = manifest, provenance = provenance, scenarios = scenarios),
    class = "simkemitraan_result"
  )
}

#' @export
print.simkemitraan_result <- function(x, ...) {
  cat("Result of simkemitraan", x$provenance$command, "in", x$folder, "\n")
  cat(" ", x$provenance$runs, "runs,", x$provenance$replicates, "replicates; scenarios:", toString(x$scenarios), "\n")
  cat("  tables:", toString(.tables(x)), "\n")
  invisible(x)
}

#' Read a table of a result as a data frame
#'
#' @param result What `open_result` returned.
#' @param table "indicators", "organisations", "relations", "ties", "partnerships", "memberships", "events" or "traces".
#' @param ... Values that columns must have: `indicator = "access"`, `district = 0`.
#' @param with_design Add the name of the scenario, and the numbers that an experiment varied.
#' @return A data frame; each column has the attributes `unit` and `meaning`.
#' @export
read_table <- function(result, table = "indicators", ..., with_design = TRUE) {
  parts <- grep(paste0("^", table, "\\.parquet/"), sort(names(result$manifest$parts)), value = TRUE)
  if (length(parts) == 0) {
    stop("table ", table, " was not kept; there are ", toString(.tables(result)), call. = FALSE)
  }
  where <- list(...)
  frames <- lapply(file.path(result$folder, parts), function(part) .matching(.parquet(part), where))
  frame <- do.call(rbind, frames)
  rownames(frame) <- NULL
  book <- codebook(result)
  for (name in names(frame)) {
    line <- book[book$kind == "column" & book$table == table & book$name == name, ]
    attr(frame[[name]], "unit") <- line$unit
    attr(frame[[name]], "meaning") <- line$en
  }
  if (with_design) {
    frame <- cbind(scenario = result$scenarios[frame$arm + 1L], frame)
    numbers <- design(result)
    if (ncol(numbers) > 1) {
      frame <- cbind(frame, numbers[match(frame$point, numbers$point), -1, drop = FALSE])
      rownames(frame) <- NULL
    }
  }
  frame
}

#' The units and meanings of all columns, indicators and varied numbers
#' @param result What `open_result` returned.
#' @export
codebook <- function(result) {
  utils::read.csv(file.path(result$folder, "codebook.csv"), encoding = "UTF-8", stringsAsFactors = FALSE)
}

#' The design of an experiment: the numbers that were varied, by point
#' @param result What `open_result` returned.
#' @export
design <- function(result) {
  points <- result$provenance$points
  if (length(points$values) == 0) {
    return(data.frame(point = 0L))
  }
  values <- do.call(rbind, lapply(points$values, unlist))
  frame <- data.frame(point = seq_len(nrow(values)) - 1L, values, check.names = FALSE)
  names(frame) <- c("point", unlist(points$names))
  frame
}

#' Differences from the first scenario within replicates: the same luck on both sides
#'
#' @param frame What `read_table(result, "indicators", ...)` returned.
#' @return The rows of the other scenarios, with `difference` from the first one.
#' @export
differences <- function(frame) {
  keys <- c("point", "replicate", "month", "district", "indicator", "group")
  base <- frame[frame$arm == 0, c(keys, "value")]
  names(base)[names(base) == "value"] <- "base"
  both <- merge(frame[frame$arm != 0, ], base, by = keys)
  both$difference <- both$value - both$base
  both[do.call(order, both[c("arm", keys)]), ]
}

.json <- function(path) {
  if (!file.exists(path)) {
    stop("there is no result here: ", path, " is missing.", call. = FALSE)
  }
  jsonlite::fromJSON(path, simplifyVector = FALSE)
}

.tables <- function(result) unique(sub("\\.parquet/.*", "", names(result$manifest$parts)))

.whole <- function(folder, parts, check) {
  there <- list.files(folder, pattern = "\\.parquet$", recursive = TRUE)
  for (name in sort(union(names(parts), there))) {
    path <- file.path(folder, name)
    told <- parts[[name]]
    same <- !is.null(told) && file.exists(path) && file.size(path) == told$bytes
    if (same && check == "bytes") {
      same <- digest::digest(file = path, algo = "sha256") == told$sha256
    }
    if (!same) {
      stop(path, ": its content changed or is missing; restore it from a copy.", call. = FALSE)
    }
  }
}

.parquet <- function(path) {
  if (requireNamespace("arrow", quietly = TRUE)) {
    return(as.data.frame(arrow::read_parquet(path)))
  }
  if (requireNamespace("nanoparquet", quietly = TRUE)) {
    return(as.data.frame(nanoparquet::read_parquet(path)))
  }
  stop("Parquet files need the package arrow or nanoparquet: install.packages(\"nanoparquet\")", call. = FALSE)
}

.matching <- function(frame, where) {
  for (name in names(frame)) {
    if (is.factor(frame[[name]])) frame[[name]] <- as.character(frame[[name]])
  }
  for (name in names(where)) {
    if (!name %in% names(frame)) {
      stop("there is no column ", name, "; there are ", toString(names(frame)), call. = FALSE)
    }
    frame <- frame[frame[[name]] %in% where[[name]], , drop = FALSE]
  }
  frame
}
